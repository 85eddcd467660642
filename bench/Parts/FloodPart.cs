using System.Diagnostics;
using Bench.Engine;
using Bench.Report;

namespace Bench.Parts;

/// <summary>What short jobs feel beside one that prints without end, and what memory that takes.</summary>
internal static class FloodPart
{
    private const int Lines = 500_000;
    private const int Jobs = 500;
    private const int AtOnce = 32;

    public static async Task<IReadOnlyList<Table>> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bench-");
        try
        {
            await using var programs = Programs.In(folder.FullName);
            await Attempts.RunAsync(programs.Executor, "warm-up", 500, AtOnce, ["true"]);
            var alone = (await Lap.OfAsync(() => Attempts.RunAsync(programs.Executor, "alone", Jobs, AtOnce, ["true"]))).Rate(Jobs);
            var flood = Lap.OfAsync(() => Attempts.RunAsync(programs.Executor, "flood", ["sh", "-c", $"yes 'a line of some forty characters in length' | head -n {Lines}"]));
            var beside = (await Lap.OfAsync(() => Attempts.RunAsync(programs.Executor, "beside", Jobs, AtOnce, ["true"]))).Rate(Jobs);
            var lines = (await flood).Rate(Lines);
            using var self = Process.GetCurrentProcess();

            return
            [
                Table.SideBySide("Short jobs beside one that prints without end")
                    .Row("`true` beside the flood", Figure.PerSecond(beside), ("`true` alone", Figure.PerSecond(alone)), beside / alone, null)
                    .Row("lines of the flood kept", Figure.PerSecond(lines), null, null, null)
                    .Row("peak resident memory", Figure.MiB(self.PeakWorkingSet64), null, null, null),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
