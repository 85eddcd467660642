using System.Diagnostics;
using System.Globalization;
using Bench.Engine;
using Bench.Outside;
using Bench.Report;
using LocalBatch.Execution.Docker;
using LocalCloud.Logs;

namespace Bench.Parts;

/// <summary>
/// Jobs as containers, beside the daemon's own client that runs the same image. Needs a daemon (DOCKER_HOST), its client <c>docker</c>, and
/// busybox as one static file, of which the image is made.
/// </summary>
internal static class ContainersPart
{
    private const int AtOnce = 8;
    private const int Jobs = 200;
    private const int Starts = 40;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private const string MakeImage = """
        set -e
        folder=$(mktemp -d)
        mkdir -p "$folder/bin"
        cp "$(command -v busybox)" "$folder/bin/busybox"
        ln -s busybox "$folder/bin/true"
        tar -C "$folder" -c . | docker import - busybox:latest
        rm -r "$folder"
        """;

    public static async Task<IReadOnlyList<Table>> RunAsync()
    {
        var table = Table.SideBySide($"Jobs `true` as containers to SUCCEEDED, {AtOnce} at once, beside `docker run --rm --network host` of the same image");
        if (Commands.Find("docker") is null || await ShellAsync(MakeImage) is null)
        {
            return [table.Note("There is no daemon here, or no client of it, or no busybox.")];
        }

        await using var logs = LogStore.Open(new() { Path = Path.Combine(Directory.CreateTempSubdirectory("bench-").FullName, "logs.db"), Account = new("us-east-1", "123456789012"), Time = TimeProvider.System });
        DockerExecutor? executor = null;
        await using var room = await EngineRoom.OpenAsync(AtOnce, folder => executor = new(new()
        {
            Endpoint = new(Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } host ? host : "unix:///var/run/docker.sock"),
            WorkRoot = Path.Combine(folder, "containers"),
            Logs = logs,
            Time = TimeProvider.System,
            NewId = Guid.NewGuid,
            Pull = PullPolicy.Never,
        }));
        await using (executor)
        {
            await RunJobsAsync(room, 20);
            var alone = await RunAloneAsync(Jobs);
            var ours = await RunJobsAsync(room, Jobs);
            var (startAlone, start) = await StartInTurnsAsync(room);
            await room.CloseAsync();

            return
            [
                table
                    .Row("jobs", Figure.PerSecond(Jobs / ours.TotalSeconds), ($"docker run, {AtOnce} at once", Figure.PerSecond(Jobs / alone.TotalSeconds)), alone / ours, Target.AtLeast(alone / ours, 0.9, "×"))
                    .Row("submit to RUNNING, median", Figure.Milliseconds(start), ("docker run -d, median", Figure.Milliseconds(startAlone)), start / startAlone, Target.AtMost(start / startAlone, 1.15, "×")),
                await ContainersBesideMoto.RunAsync(),
            ];
        }
    }

    private static async Task<TimeSpan> RunJobsAsync(EngineRoom room, int count)
    {
        var over = room.Events.Expect("SUCCEEDED", count);

        return (await Lap.OfAsync(async () =>
        {
            await room.SubmitAsync(count);
            await over;
        })).Elapsed;
    }

    private static Task<TimeSpan> RunAloneAsync(int count) => TimeAsync(() => ShellAsync(
        string.Create(CultureInfo.InvariantCulture, $"seq {count} | xargs -P {AtOnce} -I % docker run --rm --network host busybox true")));

    /// <summary>One of each after the other, so that both meet the same machine; idle again before the next.</summary>
    private static async Task<(TimeSpan Alone, TimeSpan Ours)> StartInTurnsAsync(EngineRoom room)
    {
        List<TimeSpan> alone = [];
        List<TimeSpan> ours = [];
        for (var count = 0; count < Starts; count++)
        {
            alone.Add(await TimeAsync(() => ShellAsync("docker run -d --rm --network host busybox true")));
            await Task.Delay(Pause, TimeProvider.System);
            var running = room.Events.Expect("RUNNING", 1);
            ours.Add(await TimeAsync(async () =>
            {
                await room.SubmitAsync();
                await running;
            }));
            await Task.Delay(Pause, TimeProvider.System);
        }

        return (Median(alone), Median(ours));
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);

    private static async Task<TimeSpan> TimeAsync(Func<Task> act)
    {
        var watch = Stopwatch.StartNew();
        await act();

        return watch.Elapsed;
    }

    private static Task<string?> ShellAsync(string script) => Commands.RunAsync("sh", ["-c", script], "/");
}
