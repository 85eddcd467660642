namespace BatchFunctions.Jobs;

/// <summary>What an accepted request needs next.</summary>
internal abstract record IntentStep
{
    private IntentStep()
    {
    }

    /// <summary>AWS Batch has it.</summary>
    internal sealed record Done(string JobId) : IntentStep;

    /// <summary>AWS Batch refused it for good.</summary>
    internal sealed record Refused(string Reason) : IntentStep;

    /// <summary>Another request stands under the same key.</summary>
    internal sealed record Conflicting : IntentStep;

    /// <summary>Somebody is submitting it, or has and AWS Batch may not list the job yet.</summary>
    internal sealed record Wait(DateTimeOffset Until) : IntentStep;

    /// <summary>Take the lease, look the job up where a submission may have gone through unheard, then submit.</summary>
    internal sealed record Take : IntentStep;
}
