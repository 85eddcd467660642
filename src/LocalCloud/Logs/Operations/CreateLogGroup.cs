using System.Text.Json;

namespace LocalCloud.Logs.Operations;

/// <summary>Makes an empty group.</summary>
internal static class CreateLogGroup
{
    /// <exception cref="LogsException">The group exists, or its name breaks a rule.</exception>
    public static async Task RunAsync(JsonElement body, LogStore store, Utf8JsonWriter answer)
    {
        var request = new LogsRequest(nameof(CreateLogGroup), body, "logGroupName");
        var name = Names.CheckedGroup(request.RequiredText("logGroupName"));

        await store.ChangeAsync(session => session.GroupId(name) is null ? session.AddGroup(name) : throw LogsException.GroupExists());
    }
}
