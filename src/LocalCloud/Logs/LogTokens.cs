using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace LocalCloud.Logs;

/// <summary>Event ids and page tokens: positions and names in a form that callers carry back. They hold no state, so a restart does not void them.</summary>
internal static class LogTokens
{
    private const int TimeDigits = 20;
    private const int IdDigits = 36;

    /// <summary>56 digits, as CloudWatch's ids; they sort as events do.</summary>
    public static string EventId(LogPosition position) =>
        position.At.ToString("D20", CultureInfo.InvariantCulture) + position.Id.ToString("D36", CultureInfo.InvariantCulture);

    /// <summary>Of GetLogEvents: what comes after this event.</summary>
    public static string Forward(LogPosition after) => $"f/{EventId(after)}/s";

    /// <summary>Of GetLogEvents: what comes before this event.</summary>
    public static string Backward(LogPosition before) => $"b/{EventId(before)}/s";

    /// <exception cref="LogsException">The token is none of ours.</exception>
    public static (bool IsForward, LogPosition Position) ParseDirection(string token) =>
        token.Split('/') is ["f" or "b", var id, "s"] ? (token[0] == 'f', ParseEventId(id)) : throw Invalid();

    /// <exception cref="LogsException">The token is none of ours.</exception>
    public static LogPosition ParseEventId(string id) =>
        id.Length == TimeDigits + IdDigits
            && long.TryParse(id.AsSpan(0, TimeDigits), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && long.TryParse(id.AsSpan(TimeDigits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(at, number)
            : throw Invalid();

    /// <summary>Of lists by name: the last name given.</summary>
    public static string Name(long at, string name) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{at.ToString(CultureInfo.InvariantCulture)} {name}"));

    /// <exception cref="LogsException">The token is none of ours.</exception>
    public static (long At, string Name) ParseName(string token)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(token.Length)];
        if (!Base64Url.IsValid(token)
            || !Base64Url.TryDecodeFromChars(token, bytes, out var length)
            || Encoding.UTF8.GetString(bytes, 0, length).Split(' ', 2) is not [var at, var name]
            || !long.TryParse(at, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time))
        {
            throw Invalid();
        }

        return (time, name);
    }

    private static LogsException Invalid() => LogsException.Invalid("The specified nextToken is invalid.");
}
