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
            await MeasureAsync(room, 200, "RUNNING", room.SubmitAsync);
            var spawn = TimeSpan.FromSeconds(1 / Spawning.OneByOne(Samples));
            var times = await MeasureAsync(room, Samples, "RUNNING", room.SubmitAsync);
            var plain = Median(await MeasureAsync(room, Samples, "SUCCEEDED", room.SubmitAsync));
            var mounting = Median(await MeasureAsync(room, Samples, "SUCCEEDED", room.SubmitWithVolumeAsync));
            await room.CloseAsync();

            return
            [
                Table.SideBySide($"Submit to RUNNING on an idle engine, {Samples} times")
                    .Row("median", Figure.Milliseconds(times[Samples / 2]), ("posix_spawn to exit of `true`", Figure.Milliseconds(spawn)), times[Samples / 2] / spawn, Target.AtMost(times[Samples / 2].TotalMilliseconds, 5, " ms"))
                    .Row("99 of 100", Figure.Milliseconds(times[Samples * 99 / 100]), null, null, Target.AtMost(times[Samples * 99 / 100].TotalMilliseconds, 50, " ms"))
                    .Row("longest", Figure.Milliseconds(times[^1]), null, null, null)
                    .Row("submit to SUCCEEDED of `true`, median", Figure.Milliseconds(plain), null, null, null)
                    .Row("the same with a volume, more", Figure.Milliseconds(mounting - plain), null, null, Target.AtMost((mounting - plain).TotalMilliseconds, 15, " ms"))
                    .Note("From the call of SubmitJob to the event RUNNING on the bus: two turns with a commit each, and the start of the program."),
            ];
        }
    }

    private static TimeSpan Median(TimeSpan[] times) => times[times.Length / 2];

    private static async Task<TimeSpan[]> MeasureAsync(EngineRoom room, int samples, string status, Func<Task> submit)
    {
        var times = new TimeSpan[samples];
        for (var i = 0; i < samples; i++)
        {
            var reached = room.Events.Expect(status, 1);
            var watch = Stopwatch.StartNew();
            await submit();
            await reached;
            times[i] = watch.Elapsed;

            // Idle again before the next: the program ends, its folder goes, its log is on disk.
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        Array.Sort(times);

        return times;
    }
}
