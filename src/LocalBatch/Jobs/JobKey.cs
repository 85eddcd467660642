using System.Globalization;

namespace LocalBatch.Jobs;

/// <summary>A job's id taken apart.</summary>
/// <param name="Index">Index of an array child, else -1.</param>
internal readonly record struct JobKey(Guid Id, int Index)
{
    private const int IdLength = 36;

    /// <returns><c>null</c> where <paramref name="text"/> is neither <c>uuid</c> nor <c>uuid:index</c> as this engine writes them.</returns>
    public static JobKey? Parse(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        var id = colon < 0 ? text : text[..colon];

        // AWS: ids are compared exactly; with capitals or a blank behind it is another id, which nobody has (observed).
        Span<char> exact = stackalloc char[IdLength];
        if (!Guid.TryParseExact(id, "D", out var guid) || !guid.TryFormat(exact, out _, "D") || !id.SequenceEqual(exact))
        {
            return null;
        }

        if (colon < 0)
        {
            return new(guid, -1);
        }

        // One child, one id: "07" is not the id of child 7.
        var digits = text[(colon + 1)..];

        return digits is not ['0', _, ..] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new(guid, index)
            : null;
    }

    public override string ToString() =>
        Index < 0 ? Id.ToString() : string.Create(CultureInfo.InvariantCulture, $"{Id}:{Index}");
}
