namespace LocalBatch.Resources;

/// <summary>How a queue orders its jobs where it does not take them first in, first out.</summary>
internal sealed class SchedulingPolicy(string name, string arn)
{
    public string Name => name;

    public string Arn => arn;

    /// <summary>The fair-share rules; <c>null</c> in a policy of quota shares. A policy never changes from one kind to the other.</summary>
    public FairShareRules? FairShare { get; set; }

    public bool IsOfQuotaShares => FairShare is null;

    public IReadOnlyDictionary<string, string> Tags { get; set; } = Empty.Map;
}

/// <summary>One entry of <c>shareDistribution</c>.</summary>
/// <param name="Pattern">A share identifier, or with a trailing <c>*</c> the beginning of many.</param>
/// <param name="Weight">0.0001 to 999.9999; the lower, the more a share gets. <c>null</c>: 1.</param>
internal sealed record ShareWeight(string Pattern, float? Weight)
{
    /// <summary>Weight of a share that is in no entry.</summary>
    // AWS: share identifiers that are not listed have a weight of 1.0 (API_FairsharePolicy).
    public const double Usual = 1;

    public double Value => Weight ?? Usual;

    public bool Covers(string share) =>
        Pattern.EndsWith('*') ? share.StartsWith(Pattern[..^1], StringComparison.Ordinal) : share == Pattern;
}
