using Bench.Http;
using Bench.Report;
using LocalCloud.Gateway;

namespace Bench.Parts;

/// <summary>SubmitJob over HTTP: signed, checked, durable before it is answered, beside moto server, which keeps jobs in memory.</summary>
internal static class SubmissionsPart
{
    private const int Ours = 30_000;
    private const int Theirs = 2_000;

    private static readonly int[] Connections = [1, 16, 64];

    public static async Task<IReadOnlyList<Table>> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bench-");
        try
        {
            var theirs = await MotoAsync(folder.FullName);
            var ours = await LocalCloudAsync(Path.Combine(folder.FullName, "state"));
            var table = Table.SideBySide("SubmitJob over HTTP, the jobs wait in their queue");
            foreach (var connections in Connections)
            {
                var rate = ours[connections];
                if (theirs is null)
                {
                    table.Row(Words(connections), Figure.PerSecond(rate), null, null, null);
                }
                else
                {
                    var ratio = rate / theirs[connections];
                    table.Row(Words(connections), Figure.PerSecond(rate), ("moto server", Figure.PerSecond(theirs[connections])), ratio, connections == 1 ? null : Target.AtLeast(ratio, 20, "×"));
                }
            }

            return
            [
                theirs is null
                    ? table.Note("moto server is not on this machine, or does not start (`pip install 'moto[server]'`).")
                    : table.Note($"The same client sends the same signed bytes to both, {Ours:N0} and {Theirs:N0} times. LocalBatch verifies the signature and answers when the job is on disk (SQLite, synchronous FULL); moto does neither. One after the other, each waits for a sync of its own; together they share it."),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Words(int connections) => connections == 1 ? "one after the other" : $"{connections} connections";

    private static async Task<Dictionary<int, double>> LocalCloudAsync(string state)
    {
        await using var server = await Servers.LocalCloudAsync(state, "--no-template", "--max-vcpus", "1");
        var load = new HttpLoad(server.Port);
        var setup = new BatchSetup(load, LocalCredentials.LoadOrCreate(state));
        await setup.LocalAsync();

        return await MeasureAsync(load, setup.SubmitJob(), Ours);
    }

    private static async Task<Dictionary<int, double>?> MotoAsync(string folder)
    {
        await using var server = await Servers.MotoAsync(folder);
        if (server is null)
        {
            return null;
        }

        var load = new HttpLoad(server.Port);
        var setup = new BatchSetup(load, new("LOCALEXAMPLE", "secret"));
        await setup.MotoAsync();

        return await MeasureAsync(load, setup.SubmitJob(), Theirs);
    }

    private static async Task<Dictionary<int, double>> MeasureAsync(HttpLoad load, byte[] request, int count)
    {
        await load.RunAsync(request, count / 5, 16);
        var rates = new Dictionary<int, double>();
        foreach (var connections in Connections)
        {
            rates[connections] = await load.RunAsync(request, connections == 1 ? count / 5 : count, connections);
        }

        return rates;
    }
}
