using System.Globalization;

namespace LocalBatch.Jobs;

/// <summary>A job's id taken apart.</summary>
/// <param name="Index">Index of an array child or a node, else -1.</param>
/// <param name="IsNode">A node of a multi-node parallel job.</param>
internal readonly record struct JobKey(Guid Id, int Index, bool IsNode = false)
{
    private const int IdLength = 36;

    // AWS: nodes are told of as job#0, job#1 (user guide, multi-node parallel jobs).
    private const char NodeMark = '#';

    public static JobKey Of(JobSpec spec, int index) => new(spec.Id, index, index >= 0 && spec.HasNodes);

    /// <returns><c>null</c> where <paramref name="text"/> is none of <c>uuid</c>, <c>uuid:index</c> and <c>uuid#node</c> as this engine writes them.</returns>
    public static JobKey? Parse(ReadOnlySpan<char> text)
    {
        var mark = text.IndexOfAny(':', NodeMark);
        var id = mark < 0 ? text : text[..mark];

        // AWS: ids are compared exactly; with capitals or a blank behind it is another id, which nobody has (observed).
        Span<char> exact = stackalloc char[IdLength];
        if (!Guid.TryParseExact(id, "D", out var guid) || !guid.TryFormat(exact, out _, "D") || !id.SequenceEqual(exact))
        {
            return null;
        }

        if (mark < 0)
        {
            return new(guid, -1);
        }

        // One child, one id: "07" is not the id of child 7.
        var digits = text[(mark + 1)..];

        return digits is not ['0', _, ..] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new(guid, index, text[mark] == NodeMark)
            : null;
    }

    public override string ToString() =>
        Index < 0 ? Id.ToString() : string.Create(CultureInfo.InvariantCulture, $"{Id}{(IsNode ? NodeMark : ':')}{Index}");
}
