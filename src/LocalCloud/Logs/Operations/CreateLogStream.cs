using System.Text.Json;

namespace LocalCloud.Logs.Operations;

/// <summary>Makes an empty stream in a group that exists.</summary>
internal static class CreateLogStream
{
    /// <exception cref="LogsException">No such group; the stream exists, or its name breaks a rule.</exception>
    public static async Task RunAsync(JsonElement body, LogStore store, Utf8JsonWriter answer)
    {
        var request = new LogsRequest(nameof(CreateLogStream), body, "logGroupName", "logStreamName");
        var group = request.RequiredText("logGroupName");
        var name = Names.CheckedStream(request.RequiredText("logStreamName"));

        await store.ChangeAsync(session =>
        {
            var id = session.GroupId(group) ?? throw LogsException.NoSuchGroup();

            return session.StreamId(id, name) is null ? session.AddStream(id, name) : throw LogsException.StreamExists();
        });
    }
}
