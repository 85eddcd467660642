using System.Collections.Immutable;
using System.Globalization;

namespace LocalCloud.Lineages;

/// <summary>
/// How often each function, and each rule that submits jobs, has worked on the chain of events that led to this one. It goes with
/// every event, message and notification that they cause, through restarts too; what comes from outside begins with none.
/// </summary>
// AWS: the trace header of a request carries such a count for each function (Lambda developer guide, invocation-recursion).
internal sealed class Lineage
{
    // AWS: "approximately 16 times" (invocation-recursion).
    public const int MostInvocations = 16;

    // No function's name has a slash.
    private const string Rule = "rule/";

    private readonly ImmutableSortedDictionary<string, Passages> _counts;

    private Lineage(ImmutableSortedDictionary<string, Passages> counts) => _counts = counts;

    public static Lineage None { get; } = new(ImmutableSortedDictionary.Create<string, Passages>(StringComparer.Ordinal));

    /// <summary>What goes on through a job: the rules alone.</summary>
    // AWS: a function that submits jobs and is told of them is not taken for a loop (invocation-recursion names SQS, SNS, S3 and Lambda).
    public Lineage OfRules => new(_counts.RemoveRange(_counts.Keys.Where(name => !name.StartsWith(Rule, StringComparison.Ordinal))));

    public bool IsEmpty => _counts.IsEmpty;

    /// <summary>Reads what <see cref="ToString"/> wrote; nothing at all for rows of versions that did not count.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static Lineage Parse(string text)
    {
        var counts = None._counts.ToBuilder();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, count, chain) = part.Split(':') switch
            {
                [var counted, var times] => (counted, times, null),
                [var counted, var times, var first] => (counted, times, first),
                _ => throw new FormatException($"{part} is no part of a lineage: it must be NAME:COUNT or NAME:COUNT:CHAIN."),
            };
            counts[name] = new(int.Parse(count, NumberStyles.None, CultureInfo.InvariantCulture), chain);
        }

        return new(counts.ToImmutable());
    }

    /// <summary>Of a batch: for each function the highest count, so that no loop slips through between others.</summary>
    // Inferred: AWS does not say how the counts of a batch's messages come together.
    public static Lineage Of(IEnumerable<Lineage> batch)
    {
        var counts = None._counts.ToBuilder();
        foreach (var (name, passages) in batch.SelectMany(one => one._counts))
        {
            if (!counts.TryGetValue(name, out var known) || passages.Count > known.Count)
            {
                counts[name] = passages;
            }
        }

        return new(counts.ToImmutable());
    }

    public int CountOf(string name) => _counts.TryGetValue(name, out var passages) ? passages.Count : 0;

    /// <summary>What the first passage through the name was called; <c>null</c> where there was none, or it had no name.</summary>
    public string? ChainOf(string name) => _counts.TryGetValue(name, out var passages) ? passages.Chain : null;

    /// <summary>What the chain is called in which rules have worked; <c>null</c> where none has, or it has no name.</summary>
    public string? Chain => _counts.Values.Select(passages => passages.Chain).OfType<string>().Min(StringComparer.Ordinal);

    /// <summary>What the function or rule causes while it works on this.</summary>
    /// <param name="name">Of the function; of a rule the last part of its ARN.</param>
    /// <param name="chain">What to call the chain where this is the first passage.</param>
    public Lineage Through(string name, string? chain = null) => new(_counts.SetItem(name, new(Math.Min(CountOf(name), int.MaxValue - 1) + 1, ChainOf(name) ?? chain)));

    /// <summary>True where one more invocation would be one too many.</summary>
    public bool IsLoopOf(string name) => CountOf(name) >= MostInvocations;

    /// <summary>Such as <c>local-Other:2,local-Work:16</c>; empty for none.</summary>
    public override string ToString() => string.Join(',', _counts.Select(pair => $"{pair.Key}:{pair.Value}"));

    /// <param name="Count">How often.</param>
    /// <param name="Chain">What the first of them was called.</param>
    private sealed record Passages(int Count, string? Chain)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count}{(Chain is null ? "" : ":")}{Chain}");
    }
}

/// <summary>What a process of a function, or a job, works on. The services ask when the process calls them.</summary>
internal sealed class EventAtHand
{
    private volatile Lineage _causes = Lineage.None;

    /// <summary>The lineage of whatever the process causes now. After its answer it stays until the next event: what goes on then is of the same chain.</summary>
    public Lineage Causes
    {
        get => Ask?.Invoke() ?? _causes;
        set => _causes = value;
    }

    /// <summary>Of a job, whose lineage may be known only after it has begun; <c>null</c> for a function.</summary>
    public Func<Lineage>? Ask { get; init; }
}
