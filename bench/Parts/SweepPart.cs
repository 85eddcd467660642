using System.Globalization;
using Bench.Costs;
using Bench.Report;

namespace Bench.Parts;

/// <summary>What one lap of the sweep over many open jobs asks for when all stand as they are known.</summary>
internal static class SweepPart
{
    private const int Jobs = 100_000;

    private const double MostUnits = 0.05;

    /// <summary>The template's StaleAfterMinutes, unless it is told otherwise.</summary>
    private static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(15);

    public static async Task<IReadOnlyList<Table>> RunAsync()
    {
        await using var stack = await MeteredStack.StartAsync(Machine.Root);
        var count = await SweepRun.OfAsync(stack, Jobs, TimeProvider.System.GetUtcNow());
        var (units, reads) = (count.Usage.WriteUnits / (double)Jobs, count.Usage.ReadUnits / Jobs);
        var table = new Table($"A lap of the sweep over {Jobs:N0} open jobs that stand as known", "what", "figure", "target", "met");
        Add("jobs that AWS Batch was asked about", count.Described, Target.AtLeast(count.Described, Jobs, ""));
        Add("invocations of ReconcileJobs", count.Usage.Invocations, null);
        Add("calls of DescribeJobs", count.Questions, Target.AtMost(count.Questions, Jobs / 100, ""));
        Add("write units a job", units, Target.AtMost(units, MostUnits, ""));
        Add("read units a job", reads, null);
        Add("seconds on this machine", count.Took.TotalSeconds, Target.AtMost(count.Took.TotalSeconds, StaleAfter.TotalSeconds, " s"));

        return [table.Note("The functions' own code before dynalite; the jobs are half an hour old and RUNNABLE. A page of a hundred is, one after the other: a query, a read of their records, DescribeJobs, a write of where the lap stands, and one of the lease.")];

        void Add(string what, double figure, Target? target) =>
            table.Row(what, figure.ToString("#,0.####", CultureInfo.InvariantCulture), target?.Words ?? "", target is null ? "" : target.IsMet ? "yes" : "**no**");
    }
}
