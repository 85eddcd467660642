using System.Diagnostics;
using Bench.Engine;
using Bench.Outside;
using Bench.Report;

namespace Bench.Parts;

/// <summary>An idle engine is given one job: how long until an event says that its program runs.</summary>
internal static class LatencyPart
{
    private const int Samples = 500;

    public static async Task<IReadOnlyList<Table>> RunAsync()
    {
        Programs? programs = null;
        await using var room = await EngineRoom.OpenAsync(8, folder => (programs = Programs.In(folder)).Executor);
        await using (programs)
        {
            await MeasureAsync(room, 200);
            var spawn = TimeSpan.FromSeconds(1 / Spawning.OneByOne(Samples));
            var times = await MeasureAsync(room, Samples);
            await room.CloseAsync();

            return
            [
                Table.SideBySide($"Submit to RUNNING on an idle engine, {Samples} times")
                    .Row("median", Figure.Milliseconds(times[Samples / 2]), ("posix_spawn to exit of `true`", Figure.Milliseconds(spawn)), times[Samples / 2] / spawn, Target.AtMost(times[Samples / 2].TotalMilliseconds, 5, " ms"))
                    .Row("99 of 100", Figure.Milliseconds(times[Samples * 99 / 100]), null, null, Target.AtMost(times[Samples * 99 / 100].TotalMilliseconds, 50, " ms"))
                    .Row("longest", Figure.Milliseconds(times[^1]), null, null, null)
                    .Note("From the call of SubmitJob to the event RUNNING on the bus: two turns with a commit each, and the start of the program."),
            ];
        }
    }

    private static async Task<TimeSpan[]> MeasureAsync(EngineRoom room, int samples)
    {
        var times = new TimeSpan[samples];
        for (var i = 0; i < samples; i++)
        {
            var running = room.Events.Expect("RUNNING", 1);
            var watch = Stopwatch.StartNew();
            await room.SubmitAsync();
            await running;
            times[i] = watch.Elapsed;

            // Idle again before the next: the program ends, its folder goes, its log is on disk.
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        Array.Sort(times);

        return times;
    }
}
