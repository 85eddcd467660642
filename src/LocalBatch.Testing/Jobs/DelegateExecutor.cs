using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LocalBatch.Execution;

namespace LocalBatch.Testing.Jobs;

/// <summary>Runs attempts as delegates of the test. One without a delegate succeeds at once, or goes to the executor of processes.</summary>
internal sealed class DelegateExecutor(JobScripts scripts, IJobLogs logs, Stillness stillness, TimeProvider time) : IJobExecutor
{
    /// <summary>128 + SIGTERM.</summary>
    private const int Terminated = 143;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<(string Group, string Name)>> _streams = new(StringComparer.Ordinal);

    /// <summary>Runs what no delegate stands for; <c>null</c>: it succeeds.</summary>
    public IJobExecutor? Otherwise { get; set; }

    public IAsyncEnumerable<AttemptEvent> RunAsync(Attempt attempt, CancellationToken stop)
    {
        lock (_gate)
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(_streams, attempt.JobId, out _) ??= []).Add((attempt.LogGroup, attempt.LogStreamName));
        }

        return Choose(attempt, stop);
    }

    /// <summary>The log streams of a job's attempts, in their order.</summary>
    public IReadOnlyList<(string Group, string Name)> StreamsOf(string jobId)
    {
        lock (_gate)
        {
            return _streams.TryGetValue(jobId, out var streams) ? [.. streams] : [];
        }
    }

    private IAsyncEnumerable<AttemptEvent> Choose(Attempt attempt, CancellationToken stop) =>
        scripts.Find(attempt) is { } script ? RunAsync(attempt, script, stop)
        : Otherwise?.RunAsync(attempt, stop) ?? RunAsync(attempt, _ => Task.FromResult(JobResult.Success), stop);

    public void Forget(IReadOnlyList<string> taskIds) => Otherwise?.Forget(taskIds);

    public void Release(ContainerGroup group) => Otherwise?.Release(group);

    public void Hurry() => Otherwise?.Hurry();

    private async IAsyncEnumerable<AttemptEvent> RunAsync(
        Attempt attempt, Func<JobRun, Task<JobResult>> script, [EnumeratorCancellation] CancellationToken stop)
    {
        var log = logs.Open(attempt.LogGroup, attempt.LogStreamName);
        var work = WorkAsync(script, new(attempt, log, time, stop));
        var hasStarted = !work.IsCompleted || (await work).HasStarted;
        // Before anybody can hear that it runs: who then moves the clock moves this job's time, too.
        var timed = TimedAsync(work, stop);
        if (hasStarted)
        {
            yield return new AttemptEvent.Started();
        }

        var (result, until, passing) = await timed;
        var isStopped = !await stillness.PassAsync(attempt.TaskId, hasStarted, until, passing);
        if (hasStarted && !result.HasStarted)
        {
            result = JobResult.Exit(1).Because($"The delegate of {attempt.JobName} said that the job never started, after it had awaited something: it was RUNNING by then.");
        }

        await log.DisposeAsync();
        yield return result is { HasStarted: false, Reason: { } reason } ? new AttemptEvent.FailedToStart(null, reason)
            : isStopped ? new AttemptEvent.Exited(Terminated, null)
            : new AttemptEvent.Exited(result.ExitCode, result.Reason);
    }

    /// <summary>What the delegate said, and the time that it said has begun to pass.</summary>
    private async Task<(JobResult Result, DateTimeOffset Until, Task Passing)> TimedAsync(Task<JobResult> work, CancellationToken stop)
    {
        var result = await work;

        return (result, time.GetUtcNow() + result.Duration, result.Duration > TimeSpan.Zero ? Task.Delay(result.Duration, time, stop) : Task.CompletedTask);
    }

    /// <summary>A delegate that throws is a program that fails; what it threw is the last line of its log.</summary>
    private static async Task<JobResult> WorkAsync(Func<JobRun, Task<JobResult>> script, JobRun run)
    {
        try
        {
            return await script(run);
        }
        catch (OperationCanceledException) when (run.Stopping.IsCancellationRequested)
        {
            return JobResult.Exit(Terminated);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            run.Log(exception.ToString());

            return JobResult.Exit(1).Because($"{exception.GetType().Name}: {exception.Message}");
        }
    }
}
