using Bench.Engine;
using Bench.Outside;
using Bench.Report;

namespace Bench.Parts;

/// <summary>Whole jobs: submitted, journalled, scheduled, run as processes, their logs kept, their events told.</summary>
internal static class JobsPart
{
    private const int AtOnce = 32;
    private const int Singles = 5_000;
    private const int Children = 10_000;
    private const int ForParallel = 2_000;

    public static async Task<IReadOnlyList<Table>> RunAsync()
    {
        Programs? programs = null;
        await using var room = await EngineRoom.OpenAsync(AtOnce, folder => (programs = Programs.In(folder)).Executor);
        await using (programs)
        {
            await SinglesAsync(room, 2_000);
            var serial = Spawning.OneByOne(Singles);
            var together = Spawning.Together(Singles, AtOnce);
            var singles = await SinglesAsync(room, Singles);
            var (accepted, array) = await ArrayAsync(room);
            await room.CloseAsync();

            return [Singly(singles, serial, together, Spawning.GnuParallel(ForParallel, AtOnce, keeps: false), Spawning.GnuParallel(ForParallel, AtOnce, keeps: true)), Array(accepted, array, together)];
        }
    }

    private static Table Singly(Lap ours, double serial, double together, double? parallel, double? keeping)
    {
        var rate = ours.Rate(Singles);
        var table = Table.SideBySide($"{Singles:N0} jobs `true` as processes to SUCCEEDED: durable, logs captured, events told, {AtOnce} at once")
            .Row("jobs", Figure.PerSecond(rate), ("bare posix_spawn + waitpid, one by one", Figure.PerSecond(serial)), rate / serial, Target.AtLeast(rate, 1000, "/s").And(Target.AtLeast(100 * rate / serial, 50, " %")))
            .Row("jobs", Figure.PerSecond(rate), ($"bare posix_spawn + waitpid, {AtOnce} at once", Figure.PerSecond(together)), rate / together, Target.AtLeast(100 * rate / together, 50, " %"));
        table = parallel is { } quick && keeping is { } equal
            ? table
                .Row("jobs", Figure.PerSecond(rate), ($"GNU parallel -j {AtOnce}", Figure.PerSecond(quick)), rate / quick, Target.AtLeast(rate / quick, 5, "×"))
                .Row("jobs", Figure.PerSecond(rate), ($"GNU parallel -j {AtOnce} --joblog --results, which keeps outputs as we do", Figure.PerSecond(equal)), rate / equal, Target.AtLeast(rate / equal, 5, "×"))
            : table.Note("GNU parallel is not on this machine (`apt-get install parallel`).");

        return table.Note($"Own time of a job: {ours.Cpu.TotalMicroseconds / Singles:N0} µs of one core, the programs' own not counted.");
    }

    private static Table Array(TimeSpan accepted, Lap ours, double together) =>
        Table.SideBySide($"An array of {Children:N0} as processes")
            .Row("accepted", Figure.Milliseconds(accepted), null, null, Target.AtMost(accepted.TotalSeconds, 0.2, " s"))
            .Row(
                "all children SUCCEEDED",
                Figure.Seconds(ours.Elapsed),
                ($"bare posix_spawn + waitpid, {AtOnce} at once", new(Children / together, " s")),
                ours.Elapsed.TotalSeconds * together / Children,
                Target.AtMost(ours.Elapsed.TotalSeconds, 12, " s"));

    private static async Task<Lap> SinglesAsync(EngineRoom room, int count)
    {
        var over = room.Events.Expect("SUCCEEDED", count);

        return await Lap.OfAsync(async () =>
        {
            await room.SubmitAsync(count);
            await over;
        });
    }

    private static async Task<(TimeSpan Accepted, Lap Lap)> ArrayAsync(EngineRoom room)
    {
        var over = room.Events.Expect("SUCCEEDED", Children + 1);
        var accepted = default(TimeSpan);
        var lap = await Lap.OfAsync(async () =>
        {
            accepted = (await Lap.OfAsync(() => room.SubmitArrayAsync(Children))).Elapsed;
            await over;
        });

        return (accepted, lap);
    }
}
