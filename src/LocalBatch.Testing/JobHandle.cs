namespace LocalBatch.Testing;

/// <summary>A job to wait for, without polling.</summary>
public sealed class JobHandle
{
    private static readonly string[] Ends = ["SUCCEEDED", "FAILED"];
    private readonly LocalBatchServer _server;

    internal JobHandle(LocalBatchServer server, string jobId) => (_server, JobId) = (server, jobId);

    /// <summary>Job id; for a child of an array <c>parent:index</c>.</summary>
    public string JobId { get; }

    /// <summary>What was last told of the job; <c>null</c> where nothing was.</summary>
    public JobState? State => _server.Watch.Find(JobId);

    /// <summary>Waits until the job is SUCCEEDED or FAILED.</summary>
    /// <exception cref="JobWaitException">It is not within <see cref="LocalBatchOptions.Patience"/>.</exception>
    public Task<JobState> FinishedAsync(CancellationToken cancellation = default) => _server.Watch.WaitAsync(JobId, Ends, _server.Patience, cancellation);

    /// <summary>Waits until the job is SUCCEEDED.</summary>
    /// <exception cref="JobWaitException">It FAILED, or is not over within <see cref="LocalBatchOptions.Patience"/>.</exception>
    public Task<JobState> SucceededAsync(CancellationToken cancellation = default) => ReachesAsync("SUCCEEDED", cancellation);

    /// <summary>Waits until the job is in a status. One that it has passed through already is not seen again.</summary>
    /// <param name="status">In AWS's capitals, or the SDK's constant: <c>JobStatus.RUNNING</c>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="JobWaitException">It is over in another status, or <see cref="LocalBatchOptions.Patience"/> is.</exception>
    public Task<JobState> ReachesAsync(string status, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(status);

        return _server.Watch.WaitAsync(JobId, [status], _server.Patience, cancellation);
    }
}
