using Bench.Report;

namespace Bench;

/// <summary>One part of the benchmarks. It runs in a process of its own, so that none inherits another's heap.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Measures">For the help.</param>
/// <param name="Limit">When it is given up.</param>
/// <param name="RunAsync">Gives its tables.</param>
internal sealed record Part(string Name, string Measures, TimeSpan Limit, Func<Task<IReadOnlyList<Table>>> RunAsync)
{
    public static IReadOnlyList<Part> All { get; } =
    [
        new("cold-start", "the native bootstrap: spawn to first SubmitJob answered, beside Node.js and Python", Minutes(6), Parts.ColdStartPart.RunAsync),
        new("submissions", "SubmitJob over HTTP, beside moto server", Minutes(2), Parts.SubmissionsPart.RunAsync),
        new("workers", "submissions from the queue with SubmitJob of 150 ms", Minutes(2), Parts.WorkersPart.RunAsync),
        new("processes", "programs a second, beside posix_spawn loops and GNU parallel", Minutes(2), Parts.ProcessesPart.RunAsync),
        new("jobs", "whole jobs as processes, single and as an array of 10,000", Minutes(2), Parts.JobsPart.RunAsync),
        new("engine", "jobs through all states without processes", Minutes(2), Parts.EnginePart.RunAsync),
        new("latency", "submit to RUNNING on an idle engine", Minutes(1), Parts.LatencyPart.RunAsync),
        new("backlog", "memory, restart and cost of a turn by number of waiting jobs, 1,000 to 1,000,000", Minutes(5), Parts.BacklogPart.RunAsync),
        new("stack", "the local stack: time to ready, memory when idle", Minutes(2), Parts.StackPart.RunAsync),
        new("leaks", "memory of one bootstrap over 10,000 invocations", Minutes(2), Parts.LeaksPart.RunAsync),
        new("hot-paths", "BenchmarkDotNet: JSON, scheduler turn, journal commit, signature check, record update", Minutes(4), Parts.HotPathsPart.RunAsync),
    ];

    /// <summary>Run by name only.</summary>
    public static IReadOnlyList<Part> Others { get; } =
    [
        new("table", "write units, read units, calls and log bytes of a job, counted; BENCH_BESIDE=DIR counts another source tree beside it", Minutes(12), Parts.TablePart.RunAsync),
        new("sweep", "a lap of the sweep over 100,000 open jobs, counted", Minutes(8), Parts.SweepPart.RunAsync),
        new("lag", "how far the table is behind AWS Batch at 75 jobs a second; BENCH_BESIDE=DIR measures another source tree beside it", Minutes(18), Parts.LagPart.RunAsync),
        new("containers", "jobs as containers, beside docker run of the same image; needs a daemon", Minutes(4), Parts.ContainersPart.RunAsync),
        new("native", "the native file localbatch: time to ready, memory when idle, beside moto server; publish it before", Minutes(2), Parts.NativePart.RunAsync),
        new("flood", "short jobs beside one that prints without end", Minutes(2), Parts.FloodPart.RunAsync),
    ];

    public static Part? Find(string name) => All.Concat(Others).FirstOrDefault(part => part.Name == name);

    private static TimeSpan Minutes(int minutes) => TimeSpan.FromMinutes(minutes);
}
