using System.Globalization;
using Bench.Engine;
using Bench.HotPaths;
using Bench.Report;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Bench.Parts;

/// <summary>BenchmarkDotNet over the code that runs for every request, every turn and every event.</summary>
internal static class HotPathsPart
{
    private static readonly Type[] Suites = [typeof(JsonBenchmarks), typeof(SignatureBenchmarks), typeof(RecordBenchmarks), typeof(JournalBenchmarks), typeof(SchedulerBenchmarks)];

    public static Task<IReadOnlyList<Table>> RunAsync() => Task.Run<IReadOnlyList<Table>>(() =>
    {
        // In this process and few iterations: minutes, not an hour.
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(4).WithIterationCount(8).WithIterationTime(TimeInterval.FromMilliseconds(150)).WithGcForce(false))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(NullLogger.Instance)
            .WithOptions(ConfigOptions.DisableOptimizationsValidator | ConfigOptions.DisableLogFile)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "bench-artifacts"));
        var table = new Table("Hot paths (BenchmarkDotNet, in process)", "what", "mean", "error", "allocated", "beside", "its mean", "ratio");
        foreach (var suite in Suites)
        {
            var lap = Lap.Of(() => Add(table, BenchmarkRunner.Run(suite, config)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {suite.Name}: {lap.Elapsed.TotalSeconds:0} s"));
        }

        return [table.Note("Ratio: our time to that of the peer in the same row; for a turn of the scheduler, to that with 1,000 jobs waiting.")];
    });

    private static void Add(Table table, Summary summary)
    {
        var reports = summary.Reports.Where(report => report.ResultStatistics is not null).ToList();
        if (reports.Count == 0)
        {
            table.Row(summary.Title, "not measured", "", "", "", "", "");
        }

        foreach (var report in reports.Where(report => !IsPeer(report)))
        {
            var peer = reports.FirstOrDefault(other => IsPeer(other) && IsBeside(other, report)) ?? (reports.Exists(IsPeer) ? null : reports[0]);
            table.Row(
                Name(report) + Parameters(report),
                Time(Mean(report)),
                $"± {Time(report.ResultStatistics?.StandardError ?? 0)}",
                $"{report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase):N0} B",
                peer is null || peer == report ? "" : IsPeer(peer) ? Name(peer) : Parameters(peer).Trim(' ', ','),
                peer is null || peer == report ? "" : Time(Mean(peer)),
                peer is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{Mean(report) / Mean(peer):0.00}×"));
        }
    }

    /// <summary>A peer's description says whose it is.</summary>
    private static bool IsPeer(BenchmarkReport report) => report.BenchmarkCase.Descriptor.WorkloadMethod.Name is "ReadPeer" or "WritePeer" or "Hashes" or "Parse" or "Bare";

    private static bool IsBeside(BenchmarkReport peer, BenchmarkReport ours) =>
        Parameters(peer) == Parameters(ours)
        && (!peer.BenchmarkCase.Descriptor.WorkloadMethod.Name.EndsWith("Peer", StringComparison.Ordinal)
            || peer.BenchmarkCase.Descriptor.WorkloadMethod.Name == ours.BenchmarkCase.Descriptor.WorkloadMethod.Name + "Peer");

    private static string Name(BenchmarkReport report) => report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');

    private static string Parameters(BenchmarkReport report) =>
        string.Concat(report.BenchmarkCase.Parameters.Items.Select(item => string.Create(CultureInfo.InvariantCulture, $", {item.Name}: {item.Value:N0}")));

    private static double Mean(BenchmarkReport report) => report.ResultStatistics?.Mean ?? double.NaN;

    private static string Time(double nanoseconds) => nanoseconds switch
    {
        >= 1e6 => new Figure(nanoseconds / 1e6, " ms").ToString(),
        >= 1e3 => new Figure(nanoseconds / 1e3, " µs").ToString(),
        _ => new Figure(nanoseconds, " ns").ToString(),
    };
}
