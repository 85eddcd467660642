using Bench.ColdStart;
using Bench.Report;

namespace Bench.Parts;

/// <summary>A function's first request: its process is started, asks for the event, calls DynamoDB and Batch, and answers.</summary>
internal static class ColdStartPart
{
    private const int Rounds = 15;

    public static async Task<IReadOnlyList<Table>> RunAsync()
    {
        var ours = Candidate.Native(await NativeBootstrap.FindOrPublishAsync());
        var node = await Candidate.NodeAsync();
        var python = await Candidate.PythonAsync();
        var samples = new Dictionary<Candidate, List<Sample>>();
        foreach (var candidate in (Candidate[])[ours, .. node, .. python is null ? [] : (Candidate[])[python]])
        {
            if (candidate == ours || await WorksAsync(candidate))
            {
                samples.Add(candidate, []);
            }
        }

        for (var round = 0; round < Rounds; round++)
        {
            // In turn, so that what else happens on the machine happens to all.
            foreach (var (candidate, measured) in samples)
            {
                measured.Add(await MeasureAsync(candidate));
            }
        }

        return [Compare(samples, ours, [.. node.Where(samples.ContainsKey)], python is not null && samples.ContainsKey(python) ? python : null), Calls(samples)];
    }

    /// <summary>Fills the disk cache too. A peer that cannot run is left out and named.</summary>
    private static async Task<bool> WorksAsync(Candidate candidate)
    {
        try
        {
            await MeasureAsync(candidate);

            return true;
        }
        catch (Exception broken) when (broken is InvalidOperationException or OperationCanceledException or System.ComponentModel.Win32Exception)
        {
            await Console.Error.WriteLineAsync($"{candidate.Name}: {broken.Message}");

            return false;
        }
    }

    private static Table Compare(Dictionary<Candidate, List<Sample>> samples, Candidate ours, IReadOnlyList<Candidate> node, Candidate? python)
    {
        var table = Table.SideBySide($"Cold start: spawn to first POST /jobs answered, DynamoDB and Batch called; median of {Rounds}");
        var our = Median(samples[ours]);
        foreach (var peer in node)
        {
            Against(table, our, peer, Median(samples[peer]), 0.2);
        }

        if (python is not null)
        {
            Against(table, our, python, Median(samples[python]), 0.1);
        }

        var size = ours.ZipSize() ?? 0;
        table.Row("resident after the answer", Figure.MiB(our.Resident), null, null, Target.AtMost(our.Resident / 1048576.0, 40, " MB"));
        table.Row("zip", Figure.MiB(size), node.Count > 0 && node[0].ZipSize() is { } bundle ? ($"{node[0].Name}, zipped", Figure.MiB(bundle)) : null, null, Target.AtMost(size / 1048576.0, 8, " MB"));

        return (node.Count, python) switch
        {
            (0, _) => table.Note("Node.js is not on this machine, or its packages cannot be installed."),
            (_, null) => table.Note("Python with boto3 is not on this machine (`pip install -r bench/peers/python/requirements.txt`)."),
            _ => table.Note("The same Runtime API server and the same AWS stand-in for all, in one process beside them on the same cores; the peers' runtime loop is the few lines Lambda's own would add."),
        };
    }

    private static void Against(Table table, Sample our, Candidate peer, Sample theirs, double limit)
    {
        var ratio = our.Elapsed / theirs.Elapsed;
        table.Row("cold start", Figure.Milliseconds(our.Elapsed), (peer.Name, Figure.Milliseconds(theirs.Elapsed)), ratio, new($"≤ 1/{1 / limit:0}", ratio <= limit));
        table.Row("second request", Figure.Milliseconds(our.Warm), (peer.Name, Figure.Milliseconds(theirs.Warm)), our.Warm / theirs.Warm, null);
        table.Row("resident", Figure.MiB(our.Resident), (peer.Name, Figure.MiB(theirs.Resident)), (double)our.Resident / theirs.Resident, null);
    }

    private static Table Calls(Dictionary<Candidate, List<Sample>> samples)
    {
        var table = new Table("The work behind that first request", "function", "calls of AWS", "shortest", "median", "longest");
        foreach (var (candidate, measured) in samples)
        {
            var times = measured.Select(sample => sample.Elapsed).Order().ToList();
            table.Row(
                candidate.Name,
                string.Join(", ", measured[0].Calls.Select(call => call.Split('.', '/')[^1])),
                Figure.Milliseconds(times[0]).ToString(),
                Figure.Milliseconds(times[times.Count / 2]).ToString(),
                Figure.Milliseconds(times[^1]).ToString());
        }

        return table;
    }

    private static async Task<Sample> MeasureAsync(Candidate candidate)
    {
        await using var running = new RunningCandidate(candidate);
        await running.InvokeAsync();
        var (elapsed, calls, resident) = (running.Watch.Elapsed, running.Calls, running.Resident());
        await running.InvokeAsync();

        return new(elapsed, running.Watch.Elapsed - elapsed, resident, calls);
    }

    private static Sample Median(List<Sample> samples) => new(
        Middle(samples.Select(sample => sample.Elapsed)), Middle(samples.Select(sample => sample.Warm)), Middle(samples.Select(sample => sample.Resident)), samples[0].Calls);

    private static T Middle<T>(IEnumerable<T> values) => values.Order().ElementAt(Rounds / 2);

    private sealed record Sample(TimeSpan Elapsed, TimeSpan Warm, long Resident, IReadOnlyList<string> Calls);
}
