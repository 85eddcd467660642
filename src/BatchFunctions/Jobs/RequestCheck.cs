namespace BatchFunctions.Jobs;

/// <summary>Tells a request that was accepted here from one that only a record claims: nothing is run for the latter.</summary>
internal interface IRequestCheck
{
    Task<bool> IsAcceptedAsync(JobRecord job, CancellationToken cancellation);
}

/// <summary>By the intent: whoever could write a record, but took no request here, has none that fits.</summary>
internal sealed class RequestCheck(IIntentStore intents) : IRequestCheck
{
    public async Task<bool> IsAcceptedAsync(JobRecord job, CancellationToken cancellation) =>
        job.Token is { } token && await intents.FindAsync(token, cancellation) is { } intent
        && intent.Request == job.Request && (intent.JobId ?? job.JobId) == job.JobId;
}
