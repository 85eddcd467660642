using Bench.Http;
using Bench.Report;

namespace Bench.Parts;

/// <summary>The local stack as a user starts it: how long until it is ready, and what it takes while nothing happens.</summary>
internal static class StackPart
{
    private const int Rounds = 5;

    /// <summary>Garbage of the start is given back by then.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Table>> RunAsync()
    {
        var fresh = await MeasureAsync(isFresh: true);
        var again = await MeasureAsync(isFresh: false);
        var alone = await MeasureAsync(isFresh: true, "--no-template");
        var moto = await MotoAsync();
        (string, Figure)? peer = moto is null ? null : ("moto server", Figure.Milliseconds(moto.Ready));

        return
        [
            Table.SideBySide($"The local stack: process start to GET /health 200, median of {Rounds}")
                .Row("template.yaml, a new state folder", Figure.Milliseconds(fresh.Ready), peer, fresh.Ready / moto?.Ready, Target.AtMost(fresh.Ready.TotalSeconds, 1, " s"))
                .Row("template.yaml, started again", Figure.Milliseconds(again.Ready), peer, again.Ready / moto?.Ready, Target.AtMost(again.Ready.TotalSeconds, 1, " s"))
                .Row("--no-template", Figure.Milliseconds(alone.Ready), peer, alone.Ready / moto?.Ready, Target.AtMost(alone.Ready.TotalSeconds, 1, " s")),
            Table.SideBySide($"The local stack: resident memory, idle for {Idle.TotalSeconds:0} s, no function started")
                .Row("the stack", Figure.MiB(fresh.Own), moto is null ? null : ("moto server", Figure.MiB(moto.Own)), (double)fresh.Own / moto?.Own, Target.AtMost(fresh.Own / 1048576.0, 150, " MB"))
                .Row("its dynalite (Node.js)", Figure.MiB(fresh.Children), null, null, null)
                .Row("--no-template", Figure.MiB(alone.Own), moto is null ? null : ("moto server", Figure.MiB(moto.Own)), (double)alone.Own / moto?.Own, Target.AtMost(alone.Own / 1048576.0, 150, " MB")),
        ];
    }

    private static async Task<Start> MeasureAsync(bool isFresh, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("bench-");
        try
        {
            var starts = new List<Start>();
            for (var round = isFresh ? 0 : -1; round < Rounds; round++)
            {
                var state = Path.Combine(folder.FullName, isFresh ? $"state-{round}" : "state");
                await using var server = await Servers.LocalCloudAsync(state, arguments);
                if (round == Rounds - 1)
                {
                    await Task.Delay(Idle, TimeProvider.System);
                }

                if (round >= 0)
                {
                    var (own, children) = server.Resident();
                    starts.Add(new(server.ReadyAfter, own, children));
                }
            }

            // The memory is that of the last, which was given time.
            return starts[^1] with { Ready = starts.Select(start => start.Ready).Order().ElementAt(Rounds / 2) };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Start?> MotoAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bench-");
        try
        {
            await using var server = await Servers.MotoAsync(folder.FullName);
            if (server is null)
            {
                return null;
            }

            var (own, children) = server.Resident();

            // Where moto_server stands behind a launcher, the server is the launcher's child.
            return new(server.ReadyAfter, own + children, 0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed record Start(TimeSpan Ready, long Own, long Children);
}
