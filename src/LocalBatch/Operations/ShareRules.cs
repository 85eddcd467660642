using LocalBatch.Api.Model;
using LocalBatch.Jobs;

namespace LocalBatch.Operations;

/// <summary>What a submission may say of shares and priorities.</summary>
internal static class ShareRules
{
    /// <summary>Checks the share and priority of a submission by the kind of its queue.</summary>
    /// <exception cref="ClientException">The queue takes none, or one is missing or wrong.</exception>
    public static void Check(SubmitJobRequest request, JobQueue queue, LocalBatch.Jobs.JobDefinition definition, long now)
    {
        var isGiven = request.ShareIdentifier is { Length: > 0 };
        if (queue is not { Shares: { } shares, FairShare: { } rules })
        {
            Refuse(isGiven || request.SchedulingPriorityOverride is not null, AwsTexts.ShareOnFifo);

            return;
        }

        Refuse(!isGiven, AwsTexts.ShareMissing);
        Require.Not(!SchedulingPolicyRules.IsShareIdentifier(request.ShareIdentifier), AwsTexts.ShareIdentifierPattern);
        Require.Not(request.SchedulingPriorityOverride is < 0 or > Limits.SchedulingPriority, AwsTexts.SchedulingPriority);
        Refuse(request.SchedulingPriorityOverride is null && definition.SchedulingPriority is null, AwsTexts.PriorityMissing);
        shares.Prune(rules, now);
        Refuse(
            !shares.IsActive(request.ShareIdentifier, rules, now) && shares.CountActive(rules, now) >= Limits.Shares,
            OwnTexts.QuotaReached("active share identifiers in a job queue", Limits.Shares));
    }

    private static void Refuse(bool isWrong, string error)
    {
        if (isWrong)
        {
            throw ClientException.Raw(error);
        }
    }
}
