using System.Globalization;
using Bench.Engine;
using Bench.Report;

namespace Bench.Parts;

/// <summary>What waiting jobs cost: memory, the time a restart takes, and how long a job that ends waits for its successor.</summary>
internal static class BacklogPart
{
    private static readonly int[] Sizes = [1_000, 10_000, 100_000, 1_000_000];

    public static async Task<IReadOnlyList<Table>> RunAsync()
    {
        var costs = new Table(
            "Waiting jobs, each submitted by a call of its own, durable",
            "jobs", "submitted", "heap", "a job", "resident", "one ends, the next starts (median)", "beside 1,000 jobs");
        var restarts = new Table(
            "Restart of the engine in a fresh process",
            "jobs", "journal", "restart", "reading the same rows with bare SQLite", "ratio", "heap", "resident", "target", "met");
        Filled? smallest = null;
        foreach (var size in Sizes)
        {
            var folder = Directory.CreateTempSubdirectory("bench-");
            try
            {
                var filled = Filled.Parse(await Step.RunApartAsync("fill", folder.FullName, size.ToString(CultureInfo.InvariantCulture)));
                smallest ??= filled;
                Add(costs, size, filled, smallest);
                Add(restarts, size, Reopened.Parse(await Step.RunApartAsync("reopen", folder.FullName)));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        return
        [
            costs.Note("The heap is what is alive after a full collection; resident is all of the process, garbage not yet collected and SQLite's cache included."),
            restarts.Note("From OpenAsync to an engine that takes requests, with a check of the whole journal for damage."),
        ];
    }

    private static void Add(Table costs, int size, Filled filled, Filled smallest) => costs.Row(
        size.ToString("N0", CultureInfo.InvariantCulture),
        Figure.PerSecond(filled.Rate).ToString(),
        Figure.MiB(filled.Heap).ToString(),
        new Figure((double)filled.Heap / size, " B").ToString(),
        Figure.MiB(filled.Resident) + (size == 1_000_000 ? filled.Resident <= 1L << 30 ? " (target ≤ 1 GiB: met)" : " (target ≤ 1 GiB: **not met**)" : ""),
        Figure.Milliseconds(filled.Turn).ToString(),
        string.Create(CultureInfo.InvariantCulture, $"{filled.Turn / smallest.Turn:0.00}×"));

    private static void Add(Table restarts, int size, Reopened reopened)
    {
        var target = size == 100_000 ? Target.AtMost(reopened.Elapsed.TotalSeconds, 2, " s") : null;
        restarts.Row(
            size.ToString("N0", CultureInfo.InvariantCulture),
            Figure.MiB(reopened.Journal).ToString(),
            Figure.Seconds(reopened.Elapsed).ToString(),
            Figure.Seconds(reopened.Bare).ToString(),
            string.Create(CultureInfo.InvariantCulture, $"{reopened.Elapsed / reopened.Bare:0.0}×"),
            Figure.MiB(reopened.Heap).ToString(),
            Figure.MiB(reopened.Resident).ToString(),
            target?.Words ?? "",
            target is null ? "" : target.IsMet ? "yes" : "**no**");
    }
}
