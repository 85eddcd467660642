using LocalBatch.Engine;
using LocalBatch.Journal;
using LocalBatch.Operations;
using LocalBatch.Wire;

namespace LocalBatch;

/// <summary>
/// AWS Batch on this machine: takes the service's HTTP requests, schedules the jobs, runs them through an executor and
/// reports what happens to them. What it has acknowledged is on disk.
/// </summary>
public sealed class BatchEngine : IAsyncDisposable
{
    private readonly BatchEngineOptions _options;
    private readonly EngineLoop _loop;

    private BatchEngine(BatchEngineOptions options, EngineLoop loop) => (_options, _loop) = (options, loop);

    /// <summary>
    /// Opens the journal, takes up the jobs in it and starts working. Attempts that were running when the last engine
    /// died are treated as those of a lost host, unless the executor still has them: those go on.
    /// </summary>
    /// <exception cref="JournalException">The journal is damaged, in use, of a later format or cannot be written; its message is for the operator.</exception>
    public static async Task<BatchEngine> OpenAsync(BatchEngineOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);

        var left = await options.Executor.FindLeftAsync(cancellation);

        return await Task.Run(() => Open(options, left), cancellation);
    }

    /// <summary>
    /// Ends, with the reason, when the engine can do nothing any more: its journal is damaged or could not be written for
    /// <see cref="BatchEngineOptions.JournalPatience"/>. Its host should say so and end; a restart reads what was acknowledged.
    /// </summary>
    public Task<Exception> GaveUp => _loop.GaveUp;

    /// <summary>Answers one request; an error is an answer too. Returns when what it changed is on disk.</summary>
    public async Task<BatchHttpResponse> HandleAsync(BatchHttpRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var requestId = _options.NewId().ToString();
        try
        {
            var read = RequestReader.Read(request);
            var answer = await _loop.AskAsync(state => OperationSwitch.Run(read.Request, state), cancellation);

            return ResponseWriter.Answer(read.Operation, answer, requestId);
        }
        catch (ClientException refusal)
        {
            return ResponseWriter.Error(refusal, requestId);
        }
        catch (EngineStoppedException)
        {
            return ResponseWriter.ServerError(OwnTexts.Broken, requestId);
        }
        catch (JournalNotWrittenException)
        {
            return ResponseWriter.ServerError(OwnTexts.NotWritten, requestId);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or ObjectDisposedException or OutOfMemoryException))
        {
            Log.RequestFailed(_options.Logger, exception, requestId);

            return ResponseWriter.ServerError(OwnTexts.Internal, requestId);
        }
    }

    /// <summary>How many jobs are not over.</summary>
    public Task<OpenJobs> CountOpenJobsAsync(CancellationToken cancellation) => _loop.AskAsync(HostAdministration.CountOpenJobs, cancellation);

    /// <summary>The jobs that are not over, an array as one.</summary>
    public Task<IReadOnlyList<OpenJob>> ListOpenJobsAsync(CancellationToken cancellation) => _loop.AskAsync(HostAdministration.ListOpenJobs, cancellation);

    /// <summary>The instances that hold jobs now.</summary>
    public Task<IReadOnlyList<SimulatedHost>> ListHostsAsync(CancellationToken cancellation) =>
        _loop.AskAsync(HostAdministration.List, cancellation);

    /// <summary>Takes a host away, as EC2 would; its attempts end with the text AWS gives.</summary>
    /// <param name="instanceOrJobId">An instance id, or the id of a job STARTING or RUNNING on the host.</param>
    /// <param name="loss">How it goes.</param>
    /// <param name="cancellation">Stops waiting, not the loss.</param>
    /// <returns>The host that was taken; <c>null</c> where there is no such host.</returns>
    public async Task<SimulatedHost?> ReclaimHostAsync(string instanceOrJobId, HostLoss loss, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(instanceOrJobId);
        var lost = await _loop.AskAsync(state => HostAdministration.Reclaim(state, instanceOrJobId, loss), cancellation);

        return lost.Count == 0 ? null : lost[0];
    }

    /// <summary>Stops the running attempts and closes the journal.</summary>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private static BatchEngine Open(BatchEngineOptions options, IReadOnlySet<string> left)
    {
        var loop = new EngineLoop(EngineCore.Open(options, left), options);
        loop.Start();

        return new(options, loop);
    }
}
