using System.Collections.Immutable;
using System.Globalization;

namespace LocalCloud.Events;

/// <summary>
/// How often each function has worked on the chain of events that led to this one. It goes with every event, message and
/// notification that a function causes, through restarts too; what comes from outside begins with none.
/// </summary>
// AWS: the trace header of a request carries such a count for each function (Lambda developer guide, invocation-recursion).
internal sealed class Lineage
{
    // AWS: "approximately 16 times" (invocation-recursion).
    public const int MostInvocations = 16;

    private readonly ImmutableSortedDictionary<string, int> _counts;

    private Lineage(ImmutableSortedDictionary<string, int> counts) => _counts = counts;

    public static Lineage None { get; } = new(ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal));

    /// <summary>Reads what <see cref="ToString"/> wrote; nothing at all for rows of versions that did not count.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static Lineage Parse(string text)
    {
        var counts = None._counts.ToBuilder();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            counts[part[..Math.Max(0, part.IndexOf(':', StringComparison.Ordinal))]] = int.Parse(part.Split(':')[^1], NumberStyles.None, CultureInfo.InvariantCulture);
        }

        return new(counts.ToImmutable());
    }

    /// <summary>Of a batch: for each function the highest count, so that no loop slips through between others.</summary>
    // Inferred: AWS does not say how the counts of a batch's messages come together.
    public static Lineage Of(IEnumerable<Lineage> batch)
    {
        var counts = None._counts.ToBuilder();
        foreach (var (function, count) in batch.SelectMany(one => one._counts))
        {
            counts[function] = Math.Max(count, counts.GetValueOrDefault(function));
        }

        return new(counts.ToImmutable());
    }

    public int CountOf(string function) => _counts.GetValueOrDefault(function);

    /// <summary>What the function causes while it works on this.</summary>
    public Lineage Through(string function) => new(_counts.SetItem(function, Math.Min(CountOf(function), int.MaxValue - 1) + 1));

    /// <summary>True where one more invocation would be one too many.</summary>
    public bool IsLoopOf(string function) => CountOf(function) >= MostInvocations;

    /// <summary>Such as <c>local-Other:2,local-Work:16</c>; empty for none.</summary>
    public override string ToString() => string.Join(',', _counts.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}:{pair.Value}")));
}

/// <summary>What a process of a function works on. The pool of the function says so; the services ask when the process calls them.</summary>
internal sealed class EventAtHand
{
    private volatile Lineage _causes = Lineage.None;

    /// <summary>The lineage of whatever the process causes now. After its answer it stays until the next event: what goes on then is of the same chain.</summary>
    public Lineage Causes
    {
        get => _causes;
        set => _causes = value;
    }
}
