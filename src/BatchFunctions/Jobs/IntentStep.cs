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

    /// <summary>Somebody is submitting it.</summary>
    internal sealed record Wait(DateTimeOffset Until) : IntentStep;

    /// <summary>Take the lease, then submit; look the job up first where a submission may have gone through unheard.</summary>
    internal sealed record Take(bool LookFirst) : IntentStep;
}
