using Bench.Engine;
using BenchmarkDotNet.Attributes;

namespace Bench.HotPaths;

/// <summary>One job ends, one is submitted, the scheduler places the next: with ever more jobs waiting.</summary>
public class SchedulerBenchmarks
{
    private EngineModel _model = new(0);

    /// <summary>Jobs that are RUNNABLE and do not fit.</summary>
    [Params(1_000, 10_000, 100_000, 1_000_000)]
    public int Waiting { get; set; }

    /// <summary>Fills the queue.</summary>
    [GlobalSetup]
    public void Fill() => _model = new(Waiting);

    /// <summary>The turn, without the disk.</summary>
    [Benchmark(Description = "a turn: one job ends, one is submitted, one is placed")]
    public int Turn() => _model.Turn();
}
