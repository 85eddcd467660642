using System.Globalization;
using Bench.ColdStart;
using Bench.Report;

namespace Bench.Parts;

/// <summary>One process of the native bootstrap, invoked again and again: its memory must stay where it is.</summary>
internal static class LeaksPart
{
    private const int Invocations = 10_000;

    private static readonly int[] Looks = [1, 100, 1_000, 2_500, 5_000, 7_500, Invocations];

    public static async Task<IReadOnlyList<Table>> RunAsync()
    {
        await using var running = new RunningCandidate(Candidate.Native(await NativeBootstrap.FindOrPublishAsync()));
        var resident = new Dictionary<int, long>();
        for (var invocation = 1; invocation <= Invocations; invocation++)
        {
            await running.InvokeAsync();
            if (Looks.Contains(invocation))
            {
                resident[invocation] = running.Resident();
            }
        }

        var table = new Table(
            $"Resident memory of one native bootstrap over {Invocations:N0} requests POST /jobs",
            "after", "resident", "beside 1,000 requests");
        foreach (var (after, bytes) in resident)
        {
            table.Row(
                after.ToString("N0", CultureInfo.InvariantCulture),
                Figure.MiB(bytes).ToString(),
                string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / resident[1_000]:0.00}×"));
        }

        var rate = Invocations / running.Watch.Elapsed.TotalSeconds;

        return [table.Note($"{Figure.PerSecond(rate)}, each with four calls of AWS, one at a time as on Lambda. From 1,000 requests on it is to stay within a tenth: {(resident[Invocations] <= 1.1 * resident[1_000] ? "it does" : "**it does not**")}.")];
    }
}
