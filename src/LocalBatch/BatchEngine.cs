using LocalBatch.Wire;

namespace LocalBatch;

/// <summary>
/// AWS Batch on this machine: takes the service's HTTP requests, schedules the jobs, runs them through an executor and
/// reports what happens to them. What it has acknowledged is on disk.
/// </summary>
public sealed class BatchEngine : IAsyncDisposable
{
    private readonly BatchEngineOptions _options;

    private BatchEngine(BatchEngineOptions options) => _options = options;

    /// <summary>
    /// Opens the journal, takes up the jobs in it and starts working. Attempts that were running when the last engine
    /// died are treated as those of a lost host.
    /// </summary>
    public static Task<BatchEngine> OpenAsync(BatchEngineOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        cancellation.ThrowIfCancellationRequested();

        return Task.FromResult(new BatchEngine(options));
    }

    /// <summary>Answers one request; an error is an answer too. Returns when what it changed is on disk.</summary>
    public Task<BatchHttpResponse> HandleAsync(BatchHttpRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellation.ThrowIfCancellationRequested();
        var requestId = _options.NewId().ToString();

        return Task.FromResult(new BatchHttpResponse(
            404, "application/json", requestId, "UnknownOperationException", "{\"__type\":\"UnknownOperationException\"}"u8.ToArray()));
    }

    /// <summary>Stops the running attempts and closes the journal.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
