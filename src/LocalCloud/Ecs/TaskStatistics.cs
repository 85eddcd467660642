using System.Globalization;
using System.Text.Json;

namespace LocalCloud.Ecs;

/// <summary>What a task uses, in the members of Docker's container statistics (ECS developer guide; Docker Engine API, ContainerStats).</summary>
internal sealed class TaskStatistics(TimeProvider time, Func<RunningTask, TaskUsage> measure)
{
    public void Write(Utf8JsonWriter json, RunningTask task)
    {
        var usage = measure(task);
        // Docker compares with a second before; here nobody looked then, so both are the same moment and the difference is none.
        var now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        json.WriteString("read", now);
        json.WriteString("preread", now);
        json.WriteStartObject("pids_stats");
        json.WriteNumber("current", usage.Processes);
        json.WriteEndObject();
        WriteProcessor(json, "cpu_stats", usage);
        WriteProcessor(json, "precpu_stats", usage);
        json.WriteStartObject("memory_stats");
        json.WriteNumber("usage", usage.MemoryBytes);
        json.WriteStartObject("stats");
        json.WriteNumber("rss", usage.MemoryBytes);
        json.WriteEndObject();
        json.WriteNumber("limit", (long)task.Attempt.MemoryMiB << 20);
        json.WriteEndObject();
        json.WriteString("name", task.Task.ContainerName);
        json.WriteString("id", TaskMetadata.DockerId(task));
    }

    private static void WriteProcessor(Utf8JsonWriter json, string name, TaskUsage usage)
    {
        json.WriteStartObject(name);
        json.WriteStartObject("cpu_usage");
        json.WriteNumber("total_usage", Nanoseconds(usage.User + usage.Kernel));
        json.WriteNumber("usage_in_kernelmode", Nanoseconds(usage.Kernel));
        json.WriteNumber("usage_in_usermode", Nanoseconds(usage.User));
        json.WriteEndObject();
        json.WriteNumber("online_cpus", Environment.ProcessorCount);
        json.WriteEndObject();
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;
}

/// <summary>What the processes of a task use together.</summary>
/// <param name="Processes">How many there are.</param>
/// <param name="MemoryBytes">Resident memory.</param>
/// <param name="User">Processor time in programs.</param>
/// <param name="Kernel">Processor time in the kernel.</param>
internal sealed record TaskUsage(int Processes, long MemoryBytes, TimeSpan User, TimeSpan Kernel)
{
    // A tick of the kernel's accounting: USER_HZ, 100 on every Linux that .NET runs on.
    private const int TicksPerSecond = 100;

    private static readonly TaskUsage Nothing = new(0, 0, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Measures the processes that have <paramref name="mark"/> in their environment, wherever they have gone.</summary>
    // Differs: on macOS nobody can read the environment of other processes, so nothing is told there.
    public static TaskUsage OfMarked(string mark)
    {
        var sum = Nothing;
        if (!Directory.Exists("/proc/self"))
        {
            return sum;
        }

        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(folder["/proc/".Length])))
        {
            if (Read(folder, mark) is { } one)
            {
                sum = new(sum.Processes + 1, sum.MemoryBytes + one.MemoryBytes, sum.User + one.User, sum.Kernel + one.Kernel);
            }
        }

        return sum;
    }

    private static TaskUsage? Read(string folder, string mark)
    {
        try
        {
            if (!File.ReadAllText(folder + "/environ").Split('\0').Contains(mark, StringComparer.Ordinal))
            {
                return null;
            }

            // The name stands in brackets and may hold anything; user and kernel time are the 12th and 13th field behind it (proc_pid_stat).
            var stat = File.ReadAllText(folder + "/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var pages = long.Parse(File.ReadAllText(folder + "/statm").Split(' ')[1], CultureInfo.InvariantCulture);

            return new(1, pages * Environment.SystemPageSize, Ticks(fields[11]), Ticks(fields[12]));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or is somebody else's: not of the task.
            return null;
        }
    }

    private static TimeSpan Ticks(string text) => TimeSpan.FromSeconds(long.Parse(text, CultureInfo.InvariantCulture) / (double)TicksPerSecond);
}
