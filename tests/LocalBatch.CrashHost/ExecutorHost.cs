using System.Globalization;
using LocalBatch.Execution;
using LocalBatch.Execution.Processes;

namespace LocalBatch.CrashHost;

/// <summary>Runs one script several times at once through the process executor, and waits.</summary>
internal static class ExecutorHost
{
    public static async Task<int> RunAsync(string root, string script, int count)
    {
        await using var executor = new ProcessExecutor(new() { WorkRoot = root, Logs = new ConsoleLogs(), Time = TimeProvider.System });
        await Task.WhenAll(Enumerable.Range(1, count).Select(number => RunAsync(executor, script, number)));

        return 0;
    }

    private static async Task RunAsync(ProcessExecutor executor, string script, int number)
    {
        var id = number.ToString("x32", CultureInfo.InvariantCulture);
        var attempt = new Attempt
        {
            TaskId = id,
            JobId = id,
            Number = 1,
            Image = "busybox",
            Command = ["sh", "-c", script],
            Environment = new Dictionary<string, string>(),
            Vcpus = 1,
            MemoryMiB = 512,
            LogGroup = "/aws/batch/job",
            LogStreamName = id,
            Grace = TimeSpan.FromSeconds(30),
        };
        await foreach (var happening in executor.RunAsync(attempt, CancellationToken.None))
        {
            Console.WriteLine(happening);
        }
    }
}
