using LocalBatch.Execution;

namespace Bench.Engine;

/// <summary>Attempts given to an executor without an engine.</summary>
internal static class Attempts
{
    /// <summary>Runs so many attempts, so many at once.</summary>
    public static async Task RunAsync(IJobExecutor executor, string name, int count, int atOnce, string[] command)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                await RunAsync(executor, $"{name}-{i}", command);
            }
        }));
    }

    public static async Task RunAsync(IJobExecutor executor, string id, string[] command)
    {
        var attempt = new Attempt
        {
            TaskId = id,
            JobId = id,
            Number = 1,
            Image = "busybox",
            Command = command,
            Environment = new Dictionary<string, string> { ["AWS_BATCH_JOB_ID"] = id, ["AWS_BATCH_JOB_ATTEMPT"] = "1" },
            Vcpus = 1,
            MemoryMiB = 128,
            LogGroup = "/aws/batch/job",
            LogStreamName = $"bench/default/{id}",
            Grace = TimeSpan.FromSeconds(30),
        };
        await foreach (var happening in executor.RunAsync(attempt, CancellationToken.None))
        {
            if (happening is AttemptEvent.FailedToStart or AttemptEvent.Exited { ExitCode: not 0 })
            {
                throw new InvalidOperationException($"{id}: {happening}");
            }
        }
    }
}
