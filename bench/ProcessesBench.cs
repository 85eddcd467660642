using System.Diagnostics;
using System.Globalization;
using LocalBatch.Execution;
using LocalBatch.Execution.Processes;
using LocalBatch.Execution.Processes.Native;
using LocalCloud.Logs;

namespace Bench;

/// <summary>How many programs a second: the executor with its logs, against a bare loop around posix_spawn, and GNU parallel where it is installed.</summary>
internal static class ProcessesBench
{
    private const int AtOnce = 32;

    public static async Task RunAsync(int count, bool besideOthers)
    {
        var folder = Directory.CreateTempSubdirectory("bench-");
        try
        {
            var bare = besideOthers ? Measure("bare posix_spawn + waitpid loop, one at a time", count, () => BareLoop(count)) : double.NaN;
            if (besideOthers)
            {
                Parallel(count);
            }

            await using var store = LogStore.Open(new() { Path = Path.Combine(folder.FullName, "logs.db"), Account = new("us-east-1", "123456789012"), Time = TimeProvider.System });
            await using var executor = new ProcessExecutor(new() { WorkRoot = Path.Combine(folder.FullName, "work"), Logs = store, Time = TimeProvider.System });
            foreach (var script in new string[][] { ["true"], ["echo", "hello"], ["sh", "-c", "exit 0"] })
            {
                await JobsAsync(executor, "warm-up", 200, script);
                var rate = await MeasureAsync($"executor, logs kept: {string.Join(' ', script)}", count, () => JobsAsync(executor, $"{script[0]}-{count}", count, script));
                if (besideOthers)
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {rate / bare:P0} of the bare loop"));
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What short jobs feel beside one that prints without end, and what memory it takes.</summary>
    public static async Task RunFloodAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("bench-");
        try
        {
            await using var store = LogStore.Open(new() { Path = Path.Combine(folder.FullName, "logs.db"), Account = new("us-east-1", "123456789012"), Time = TimeProvider.System });
            await using var executor = new ProcessExecutor(new() { WorkRoot = Path.Combine(folder.FullName, "work"), Logs = store, Time = TimeProvider.System });
            await JobsAsync(executor, "warm-up", 200, ["true"]);
            var flood = JobAsync(executor, "flood", ["sh", "-c", $"yes 'a line of some forty characters in length' | head -n {count * 100}"]);
            var lines = MeasureAsync("lines of the flood", count * 100, () => flood);
            await MeasureAsync("true beside the flood", count / 10, () => JobsAsync(executor, "beside", count / 10, ["true"]));
            await lines;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak resident memory: {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static unsafe void BareLoop(int count)
    {
        using var spawner = new Spawner();
        var launch = new Launch("/bin/true", ["true"], ["PATH=/bin"], "/");
        for (var i = 0; i < count; i++)
        {
            int status;
            if (spawner.Start(launch, -1, -1, out var pid) != 0 || Libc.WaitForPid(pid, &status, 0) != pid || status != 0)
            {
                throw new InvalidOperationException("The bare loop failed.");
            }
        }
    }

    private static void Parallel(int count)
    {
        if (!File.Exists("/usr/bin/parallel"))
        {
            Console.WriteLine("GNU parallel: not installed");
            return;
        }

        Measure("GNU parallel", count, () =>
        {
            using var parallel = Process.Start(new ProcessStartInfo("sh", ["-c", $"seq {count} | parallel -j {AtOnce} true"]));
            parallel?.WaitForExit();
        });
    }

    private static async Task JobsAsync(ProcessExecutor executor, string name, int count, string[] command)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                await JobAsync(executor, $"{name}-{command[0]}-{i}", command);
            }
        }));
    }

    private static async Task JobAsync(ProcessExecutor executor, string id, string[] command)
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

    private static double Measure(string what, int count, Action run)
    {
        var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        run();

        return Report(what, count, watch.Elapsed, Environment.CpuUsage.TotalTime - cpu);
    }

    private static async Task<double> MeasureAsync(string what, int count, Func<Task> run)
    {
        var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        await run();

        return Report(what, count, watch.Elapsed, Environment.CpuUsage.TotalTime - cpu);
    }

    /// <summary>The share of this program's own time says more than the rate where others use the machine too.</summary>
    private static double Report(string what, int count, TimeSpan elapsed, TimeSpan cpu)
    {
        var rate = count / elapsed.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {rate:N0}/s ({count} in {elapsed.TotalSeconds:N2} s), own time {cpu.TotalMicroseconds / count:N0} us each"));

        return rate;
    }
}
