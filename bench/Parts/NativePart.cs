using Bench.Http;
using Bench.Report;

namespace Bench.Parts;

/// <summary>
/// The native file <c>localbatch serve</c>, as a pipeline starts it: how long until it is ready, and what it takes while nothing happens.
/// It is the one that <c>.ci/localbatch</c> and docs/localbatch.md publish to <c>artifacts/localbatch</c>, or what <c>LOCALBATCH_COMMAND</c> names.
/// </summary>
internal static class NativePart
{
    private const int Rounds = 9;

    /// <summary>Garbage of the start is given back by then.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    /// <exception cref="InvalidOperationException">It has not been published.</exception>
    public static async Task<IReadOnlyList<Table>> RunAsync()
    {
        var program = Environment.GetEnvironmentVariable("LOCALBATCH_COMMAND") is { Length: > 0 } named ? named : Path.Combine(Machine.Root, "artifacts", "localbatch", "localbatch");
        if (!File.Exists(program))
        {
            throw new InvalidOperationException($"There is no {program}: publish it as docs/localbatch.md says, or name another with LOCALBATCH_COMMAND.");
        }

        List<Start> ours = [];
        List<Start> theirs = [];
        // The first of each fills the disk cache; then in turn, so that what else happens on the machine happens to both.
        for (var round = -1; round < Rounds; round++)
        {
            var own = await MeasureAsync(folder => LocalBatchAsync(program, folder), isLast: round == Rounds - 1);
            var moto = await MeasureAsync(Servers.MotoAsync, isLast: round == Rounds - 1);
            if (round >= 0)
            {
                ours.AddRange(own is null ? [] : [own]);
                theirs.AddRange(moto is null ? [] : [moto]);
            }
        }

        var ready = Median(ours);
        TimeSpan? peerReady = theirs is [] ? null : Median(theirs);
        // The memory is that of the last, which was given time.
        var resident = ours[^1].Resident;
        long? peerResident = theirs is [] ? null : theirs[^1].Resident;
        var table = Table.SideBySide($"The native file: `localbatch serve`, a new state folder; start to GET /health 200 as median of {Rounds}, resident after {Idle.TotalSeconds:0} s idle")
            .Row("ready", Figure.Milliseconds(ready), peerReady is { } time ? ("moto server", Figure.Milliseconds(time)) : null, ready / peerReady, AtMost(ready / peerReady, 0.2))
            .Row("resident", Figure.MiB(resident), peerResident is { } bytes ? ("moto server", Figure.MiB(bytes)) : null, (double)resident / peerResident, AtMost((double)resident / peerResident, 0.6))
            .Row("the file", Figure.MiB(new FileInfo(program).Length), null, null, Target.AtMost(new FileInfo(program).Length / 1048576.0, 25, " MiB"));

        return [theirs is [] ? table.Note("moto server is not on this machine, or does not start (`pip install 'moto[server,batch]'`).") : table];
    }

    private static Target? AtMost(double? ratio, double limit) => ratio is { } value ? Target.AtMost(value, limit, "×") : null;

    private static async Task<Server?> LocalBatchAsync(string program, string folder) => await Servers.LocalBatchAsync(program, Path.Combine(folder, "state"));

    private static async Task<Start?> MeasureAsync(Func<string, Task<Server?>> startAsync, bool isLast)
    {
        var folder = Directory.CreateTempSubdirectory("bench-");
        try
        {
            await using var server = await startAsync(folder.FullName);
            if (server is null)
            {
                return null;
            }

            if (isLast)
            {
                await Task.Delay(Idle, TimeProvider.System);
            }

            var (own, children) = server.Resident();

            // Where moto_server stands behind a launcher, the server is the launcher's child.
            return new(server.ReadyAfter, own + children);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static TimeSpan Median(IReadOnlyList<Start> starts) => starts.Select(start => start.Ready).Order().ElementAt(starts.Count / 2);

    private sealed record Start(TimeSpan Ready, long Resident);
}
