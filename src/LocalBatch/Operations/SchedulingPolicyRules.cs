using System.Text.RegularExpressions;
using LocalBatch.Api.Model;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>What a scheduling policy may say, and how it is told of.</summary>
internal static partial class SchedulingPolicyRules
{
    /// <summary>From a new policy, or one out of the journal.</summary>
    public static SchedulingPolicy Of(SchedulingPolicyDetail detail) => new(detail.Name, detail.Arn)
    {
        FairShare = detail.QuotaSharePolicy is null ? FairShare(detail.FairsharePolicy) : null,
        Tags = detail.Tags ?? Resources.Empty.Map,
    };

    public static SchedulingPolicyDetail Describe(SchedulingPolicy policy) => new()
    {
        Name = policy.Name,
        Arn = policy.Arn,
        FairsharePolicy = policy.FairShare is { } rules
            ? new()
            {
                ShareDecaySeconds = rules.DecaySeconds,
                ComputeReservation = rules.ReservationPercent,
                ShareDistribution = [.. rules.Weights.Select(entry => new ShareAttributes { ShareIdentifier = entry.Pattern, WeightFactor = entry.Weight })],
            }
            : null,

        // AWS: FIFO is the one strategy there is (API_QuotaSharePolicy).
        QuotaSharePolicy = policy.IsOfQuotaShares ? new() { IdleResourceAssignmentStrategy = "FIFO" } : null,
        Tags = new(policy.Tags),
    };

    /// <exception cref="ClientException">It is of both kinds, or breaks one of AWS's rules for fair share.</exception>
    public static void Check(FairsharePolicy? fairShare, QuotaSharePolicy? quotaShare)
    {
        Require.Not(fairShare is not null && quotaShare is not null, AwsTexts.BothPolicies);
        Require.Not(
            fairShare?.ShareDecaySeconds is < 0 or > Limits.ShareDecaySeconds,
            OwnTexts.Invalid("fairsharePolicy.shareDecaySeconds", $"must be between 0 and {Limits.ShareDecaySeconds}"));
        Require.Not(
            fairShare?.ComputeReservation is < 0 or > Limits.ComputeReservation,
            OwnTexts.Invalid("fairsharePolicy.computeReservation", $"must be between 0 and {Limits.ComputeReservation}"));
        CheckDistribution(fairShare?.ShareDistribution ?? []);
    }

    public static FairShareRules FairShare(FairsharePolicy? given) => new(
        given?.ShareDecaySeconds ?? 0,
        given?.ComputeReservation ?? 0,
        [.. (given?.ShareDistribution ?? []).Select(entry => new ShareWeight(entry.ShareIdentifier, entry.WeightFactor))]);

    public static bool IsShareIdentifier(string text) => Identifier.IsMatch(text);

    private static void CheckDistribution(List<ShareAttributes> distribution)
    {
        Require.Not(distribution.Count > Limits.Shares, AwsTexts.TooManyShares);
        Require.Not(distribution.Exists(entry => !IsShareIdentifier(entry.ShareIdentifier ?? "")), AwsTexts.ShareIdentifierPattern);
        Require.Not(distribution.DistinctBy(entry => entry.ShareIdentifier).Count() < distribution.Count, AwsTexts.DuplicateShares);

        // Sorted, a prefix stands right before what it covers.
        var sorted = distribution.Select(entry => entry.ShareIdentifier).OrderBy(text => text.TrimEnd('*'), StringComparer.Ordinal).ThenBy(text => -text.Length).ToList();
        for (var i = 1; i < sorted.Count; i++)
        {
            Require.Not(
                sorted[i - 1].EndsWith('*') && sorted[i].StartsWith(sorted[i - 1][..^1], StringComparison.Ordinal),
                AwsTexts.SharesOverlap(sorted[i - 1], sorted[i]));
        }

        Require.Not(distribution.Exists(entry => entry.WeightFactor is < Limits.SmallestWeight or > Limits.LargestWeight), AwsTexts.WeightRange);
    }

    // AWS: hyphens and underscores are accepted too, though the model says alphanumeric (observed).
    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,255}\*?\z")]
    private static partial Regex Identifier { get; }
}
