using Bench.Engine;
using Bench.Outside;
using Bench.Report;

namespace Bench.Parts;

/// <summary>Programs a second: the executor with its logs, without the engine, beside what starting programs costs at least.</summary>
internal static class ProcessesPart
{
    private const int Count = 5_000;
    private const int AtOnce = 32;

    private static readonly string[][] Commands = [["true"], ["echo", "hello"], ["sh", "-c", "exit 0"]];

    public static async Task<IReadOnlyList<Table>> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bench-");
        try
        {
            await using var programs = Programs.In(folder.FullName);
            await Attempts.RunAsync(programs.Executor, "warm-up", 500, AtOnce, ["true"]);
            var serial = Spawning.OneByOne(Count);
            var together = Spawning.Together(Count, AtOnce);
            var table = Table.SideBySide($"Programs through the executor, logs kept, {AtOnce} at once")
                .Row("(bare loop)", Figure.PerSecond(together), ("bare posix_spawn + waitpid, one by one", Figure.PerSecond(serial)), together / serial, null);
            foreach (var command in Commands)
            {
                var lap = await Lap.OfAsync(() => Attempts.RunAsync(programs.Executor, command[0], Count, AtOnce, command));
                table.Row(
                    $"`{string.Join(' ', command)}`, own time {lap.Cpu.TotalMicroseconds / Count:N0} µs",
                    Figure.PerSecond(lap.Rate(Count)),
                    ($"bare posix_spawn + waitpid of `true`, {AtOnce} at once", Figure.PerSecond(together)),
                    lap.Rate(Count) / together,
                    command is ["true"] ? Target.AtLeast(100 * lap.Rate(Count) / together, 50, " %") : null);
            }

            return [table];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
