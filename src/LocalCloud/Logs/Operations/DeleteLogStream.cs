using System.Text.Json;

namespace LocalCloud.Logs.Operations;

/// <summary>Removes a stream with its events.</summary>
internal static class DeleteLogStream
{
    /// <exception cref="LogsException">No such group or stream.</exception>
    public static async Task RunAsync(JsonElement body, LogStore store, Utf8JsonWriter answer)
    {
        var request = new LogsRequest(nameof(DeleteLogStream), body, "logGroupName", "logStreamName");
        var (group, stream) = (request.RequiredText("logGroupName"), request.RequiredText("logStreamName"));

        await store.ChangeAsync(session =>
        {
            var id = session.GroupId(group) ?? throw LogsException.NoSuchGroup();
            session.RemoveStream(session.StreamId(id, stream) ?? throw LogsException.NoSuchStream());

            return true;
        });
    }
}
