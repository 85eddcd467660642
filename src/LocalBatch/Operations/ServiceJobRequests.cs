using LocalBatch.Api.Model;
using LocalBatch.Jobs;
using LocalBatch.Resources;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Operations;

/// <summary>What a service job may say.</summary>
internal static class ServiceJobRequests
{
    /// <exception cref="ClientException">It breaks one of AWS's rules.</exception>
    public static LocalBatch.Jobs.RetryStrategy Retry(ServiceJobRetryStrategy? given)
    {
        if (given is null)
        {
            return LocalBatch.Jobs.RetryStrategy.Once;
        }

        var attempts = given.Attempts ?? throw ClientException.Wrapped(AwsTexts.AttemptsMissing);
        Require.Not(attempts is < 1 or > Limits.Attempts, AwsTexts.AttemptsRange);
        var rules = given.EvaluateOnExit ?? [];
        Require.Not(rules.Count > Limits.EvaluateOnExit, AwsTexts.TooManyConditions);
        foreach (var rule in rules)
        {
            // Inferred: by AWS's texts for container jobs; of the three conditions service jobs have one.
            Require.Not(string.IsNullOrEmpty(rule.OnStatusReason), AwsTexts.NoCondition);
            Require.Not(rule.OnStatusReason.Length > Limits.EvaluateOnExitPattern, AwsTexts.ConditionLength);
            Require.Not(rule.Action is null, OwnTexts.IsRequired("evaluateOnExit.action"));
        }

        return new(attempts, [.. rules.Select(rule => new LocalBatch.Jobs.EvaluateOnExit(rule.OnStatusReason, null, null, rule.Action.Value == "RETRY"))]);
    }

    /// <exception cref="ClientException">It is shorter than a minute.</exception>
    public static TimeSpan? Timeout(ServiceJobTimeout? given)
    {
        Require.Not(given is { AttemptDurationSeconds: not >= Limits.ShortestTimeoutSeconds }, AwsTexts.TimeoutTooShort);

        return given?.AttemptDurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>Checks the share of a submission by the kind of its queue.</summary>
    /// <returns>The quota share; <c>null</c> in a queue without them.</returns>
    /// <exception cref="ClientException">A share is missing, unknown, or of another kind than the queue's.</exception>
    public static QuotaShare? Share(SubmitServiceJobRequest request, JobQueue queue, ServiceQueue services)
    {
        var isOfQuotaShares = queue.Policy is { IsOfQuotaShares: true };
        if (queue.Shares is null && request.ShareIdentifier is { Length: > 0 })
        {
            throw ClientException.Raw(AwsTexts.ShareOnFifo);
        }

        if (queue.Shares is not null)
        {
            Refuse(string.IsNullOrEmpty(request.ShareIdentifier), AwsTexts.ShareMissing);
            Require.Not(!SchedulingPolicyRules.IsShareIdentifier(request.ShareIdentifier), AwsTexts.ShareIdentifierPattern);
        }

        Refuse(!isOfQuotaShares && request.QuotaShareName is { Length: > 0 }, OwnTexts.QuotaShareElsewhere);
        if (!isOfQuotaShares)
        {
            return null;
        }

        Refuse(string.IsNullOrEmpty(request.QuotaShareName), OwnTexts.QuotaShareMissing);
        var share = services.QuotaShares.GetValueOrDefault(request.QuotaShareName ?? "")
            ?? throw ClientException.Raw(AwsTexts.DoesNotExist(Arns.QuotaShare(queue.Arn, request.QuotaShareName ?? "")));
        Refuse(!share.IsEnabled, OwnTexts.ShareDisabled(share.Arn));
        Refuse(share.Status is not (LifecycleStatus.Valid or LifecycleStatus.Updating), OwnTexts.ShareNotValid(share.Arn, share.Status.Name));

        return share;
    }

    private static void Refuse(bool isWrong, string error)
    {
        if (isWrong)
        {
            throw ClientException.Raw(error);
        }
    }
}
