using System.Globalization;
using System.Text.Json;

namespace LocalCloud.Logs.Operations;

/// <summary>Limits how long a group keeps its events; older ones are gone at once.</summary>
internal static class PutRetentionPolicy
{
    // AWS: the only values allowed (API_PutRetentionPolicy).
    private static readonly long[] Allowed =
        [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    /// <exception cref="LogsException">No such group, or not one of the numbers of days that AWS allows.</exception>
    public static async Task RunAsync(JsonElement body, LogStore store, Utf8JsonWriter answer)
    {
        var request = new LogsRequest(nameof(PutRetentionPolicy), body, "logGroupName", "retentionInDays");
        var name = request.RequiredText("logGroupName");
        var days = request.Number("retentionInDays") ?? throw LogsException.Constraint("null", "retentionInDays", "Member must not be null");
        if (!Allowed.Contains(days))
        {
            throw LogsException.Constraint(
                days.ToString(CultureInfo.InvariantCulture), "retentionInDays", $"Member must satisfy enum value set: [{string.Join(", ", Allowed)}]");
        }

        await store.ChangeAsync(session =>
        {
            session.SetRetention(session.GroupId(name) ?? throw LogsException.NoSuchGroup(), (int)days);

            return true;
        });
        store.Sweep();
    }
}
