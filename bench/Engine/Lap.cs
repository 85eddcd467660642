using System.Diagnostics;

namespace Bench.Engine;

/// <summary>Wall time, and this process's own share of the cores, which says more where others use the machine too.</summary>
internal readonly record struct Lap(TimeSpan Elapsed, TimeSpan Cpu)
{
    public static async Task<Lap> OfAsync(Func<Task> run)
    {
        var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        await run();

        return new(watch.Elapsed, Environment.CpuUsage.TotalTime - cpu);
    }

    public static Lap Of(Action run)
    {
        var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        run();

        return new(watch.Elapsed, Environment.CpuUsage.TotalTime - cpu);
    }

    public double Rate(int count) => count / Elapsed.TotalSeconds;
}
