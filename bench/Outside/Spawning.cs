using System.Diagnostics;
using Bench.Engine;
using LocalBatch.Execution.Processes;
using LocalBatch.Execution.Processes.Native;

namespace Bench.Outside;

/// <summary>What starting programs costs with nothing around it: <c>true</c>, again and again.</summary>
internal static class Spawning
{
    private static readonly Launch Program = new("/bin/true", ["true"], ["PATH=/bin"], "/");

    /// <summary>One program at a time.</summary>
    /// <returns>Programs a second.</returns>
    public static double OneByOne(int count) => Together(count, 1);

    /// <summary>As many at once as given, from one thread, each replaced as it ends.</summary>
    /// <returns>Programs a second.</returns>
    public static double Together(int count, int atOnce)
    {
        using var spawner = new Spawner();

        return Lap.Of(() =>
        {
            var running = new Queue<int>(atOnce);
            for (var started = 0; started < count; started++)
            {
                if (running.Count == atOnce)
                {
                    Reap(running.Dequeue());
                }

                running.Enqueue(Start(spawner));
            }

            while (running.TryDequeue(out var pid))
            {
                Reap(pid);
            }
        }).Rate(count);
    }

    /// <param name="count">Programs.</param>
    /// <param name="atOnce">Its <c>-j</c>.</param>
    /// <param name="keeps">Whether it keeps a log of its jobs and what each printed, as we do.</param>
    /// <returns>Programs a second; <c>null</c> where it is not installed.</returns>
    public static double? GnuParallel(int count, int atOnce, bool keeps)
    {
        if (Commands.Find("parallel") is null)
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("bench-");
        try
        {
            var options = keeps ? "--joblog jobs --results results " : "";

            return Lap.Of(() =>
            {
                using var parallel = Process.Start(new ProcessStartInfo("sh", ["-c", $"seq {count} | parallel -j {atOnce} {options}true >/dev/null"]) { WorkingDirectory = folder.FullName });
                parallel?.WaitForExit();
            }).Rate(count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Start(Spawner spawner) =>
        spawner.Start(Program, -1, -1, -1, out var pid) == 0 ? pid : throw new InvalidOperationException("A program could not be started.");

    private static unsafe void Reap(int pid)
    {
        int status;
        if (Libc.WaitForPid(pid, &status, 0) != pid || status != 0)
        {
            throw new InvalidOperationException("A program failed.");
        }
    }
}
