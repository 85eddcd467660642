using System.Text.Json;

namespace LocalCloud.Logs.Operations;

/// <summary>Lets a group keep its events for ever again.</summary>
internal static class DeleteRetentionPolicy
{
    /// <exception cref="LogsException">No such group.</exception>
    public static async Task RunAsync(JsonElement body, LogStore store, Utf8JsonWriter answer)
    {
        var name = new LogsRequest(nameof(DeleteRetentionPolicy), body, "logGroupName").RequiredText("logGroupName");

        await store.ChangeAsync(session =>
        {
            session.SetRetention(session.GroupId(name) ?? throw LogsException.NoSuchGroup(), null);

            return true;
        });
    }
}
