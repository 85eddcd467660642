using System.Diagnostics;

namespace Bench.Engine;

/// <summary>An engine full of waiting jobs.</summary>
/// <param name="Rate">Submissions a second.</param>
/// <param name="Turn">Median from the end of a job to the start of the next.</param>
internal sealed record Filled(double Rate, long Heap, long Resident, TimeSpan Turn)
{
    private const int Cycles = 500;
    private const int AtOnce = 32;

    public long[] Figures => [(long)Rate, Heap, Resident, Turn.Ticks];

    public static Filled Parse(long[] figures) => new(figures[0], figures[1], figures[2], new(figures[3]));

    public static async Task<Filled> MeasureAsync(string folder, int size)
    {
        var executor = new HeldExecutor();
        await using var room = await EngineRoom.OpenInAsync(folder, AtOnce, executor);
        await room.SubmitAsync(AtOnce);
        await UntilHeldAsync(executor);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var lap = await Lap.OfAsync(() => room.SubmitAsync(size));
        var resident = Environment.WorkingSet;
        var heap = GC.GetTotalMemory(forceFullCollection: true) - before;
        var times = new TimeSpan[Cycles];
        for (var i = 0; i < Cycles; i++)
        {
            var watch = Stopwatch.StartNew();
            executor.Release();
            await UntilHeldAsync(executor);
            times[i] = watch.Elapsed;
        }

        Array.Sort(times);

        return new(lap.Rate(size), heap, resident, times[Cycles / 2]);
    }

    private static async Task UntilHeldAsync(HeldExecutor executor)
    {
        while (executor.Held < AtOnce)
        {
            await Task.Yield();
        }
    }
}
