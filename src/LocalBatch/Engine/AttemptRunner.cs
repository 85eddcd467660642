using System.Collections.Concurrent;
using LocalBatch.Execution;
using LocalBatch.Execution.Containers;
using Microsoft.Extensions.Logging;

namespace LocalBatch.Engine;

/// <summary>Runs attempts through the executor and hands what they report to the loop. Decides nothing.</summary>
internal sealed class AttemptRunner(IJobExecutor executor, Action<Guid, AttemptEvent> report, TimeProvider time, ILogger logger)
{
    // Attempts end on their own threads while the loop starts others.
    private readonly ConcurrentDictionary<Guid, Running> _running = new();

    public void Start(Guid taskId, Attempt attempt)
    {
        var stop = new CancellationTokenSource();
        var running = new Running(stop);
        _running[taskId] = running;
        running.Task = Task.Run(() => RunAsync(taskId, attempt, stop.Token));
    }

    public void Stop(Guid taskId)
    {
        if (_running.TryGetValue(taskId, out var running))
        {
            // The executor's reaction must not run inside the loop.
            _ = running.Stop.CancelAsync();
        }
    }

    /// <summary>The end of the task is on disk.</summary>
    public void Acknowledge(Guid taskId) => executor.Acknowledge(taskId.ToString("N"));

    /// <summary>Lets the executor clear away what is left of tasks; off the loop, since it touches the disk.</summary>
    public void Forget(IReadOnlyList<Guid> tasks) => _ = Task.Run(() => executor.Forget([.. tasks.Select(task => task.ToString("N"))]));

    /// <summary>Asks every attempt to end and waits until all have.</summary>
    public async Task StopAllAsync()
    {
        var running = _running.Values.ToList();
        foreach (var one in running)
        {
            await one.Stop.CancelAsync();
        }

        executor.Hurry();
        await Task.WhenAll(running.Select(one => one.Task));
    }

    private async Task RunAsync(Guid taskId, Attempt attempt, CancellationToken stop)
    {
        report(taskId, await RunToEndAsync(taskId, attempt, stop));

        // Not disposed: a stop may be on its way, and without a timer it holds nothing.
        _running.TryRemove(taskId, out _);
    }

    /// <returns>The one event that ends the attempt, whatever the executor does.</returns>
    private async Task<AttemptEvent> RunToEndAsync(Guid taskId, Attempt attempt, CancellationToken stop)
    {
        try
        {
            await foreach (var happened in Run(attempt, stop))
            {
                if (happened is not AttemptEvent.Started)
                {
                    return happened;
                }

                report(taskId, happened);
            }

            Log.AttemptWithoutEnd(logger, attempt.JobId, attempt.TaskId);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // An executor must not throw. The job still gets its end, the log the cause.
            Log.ExecutorFailed(logger, exception, attempt.JobId, attempt.TaskId);

            return new AttemptEvent.FailedToStart(null, $"CannotStartContainerError: {exception.Message}");
        }

        return new AttemptEvent.Exited(null, null);
    }

    private IAsyncEnumerable<AttemptEvent> Run(Attempt attempt, CancellationToken stop) => attempt.Containers.Count == 0
        ? executor.RunAsync(attempt, stop)
        : TaskRun.RunAsync(executor, attempt, time, (container, exception) => Log.ExecutorFailed(logger, exception, container.JobId, container.TaskId), stop);

    private sealed class Running(CancellationTokenSource stop)
    {
        public CancellationTokenSource Stop => stop;

        public Task Task { get; set; } = Task.CompletedTask;
    }
}
