using System.Text.Json;

namespace LocalCloud.Logs.Operations;

/// <summary>Removes a group with its streams and events. Lines that a program still writes there are lost, as on AWS.</summary>
internal static class DeleteLogGroup
{
    /// <exception cref="LogsException">No such group.</exception>
    public static async Task RunAsync(JsonElement body, LogStore store, Utf8JsonWriter answer)
    {
        var name = new LogsRequest(nameof(DeleteLogGroup), body, "logGroupName").RequiredText("logGroupName");

        await store.ChangeAsync(session =>
        {
            session.RemoveGroup(name, session.GroupId(name) ?? throw LogsException.NoSuchGroup());

            return true;
        });
    }
}
