using Bench.Http;
using Bench.Outside;
using Bench.Report;
using LocalCloud.Gateway;

namespace Bench.Parts;

/// <summary>Jobs as containers over HTTP, submitted and asked for by the same client, beside moto server, which runs its jobs in Docker too.</summary>
internal static class ContainersBesideMoto
{
    private const int AtOnce = 4;
    private const int Jobs = 40;

    public static async Task<Table> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bench-");
        try
        {
            var table = Table.SideBySide($"Jobs `true` as containers over HTTP, from SubmitJob to SUCCEEDED, {AtOnce} at once, mean of {Jobs}");
            var ours = await LocalCloudAsync(Path.Combine(folder.FullName, "state"));
            if (await MotoAsync(folder.FullName) is not { } theirs)
            {
                return table.Row("a job", Figure.Milliseconds(ours), null, null, null).Note("moto server is not on this machine, or does not start (`pip install 'moto[server,batch]'`).");
            }

            var alone = await MeasureAsync(RunAloneAsync);

            return table
                .Row("a job", Figure.Milliseconds(ours), ("moto server", Figure.Milliseconds(theirs)), ours / theirs, new("≤ 1/10", ours <= theirs / 10))
                .Row("a job", Figure.Milliseconds(ours), ($"docker run --rm, {AtOnce} at once: the daemon's own time", Figure.Milliseconds(alone)), ours / alone, null)
                .Note("moto's containers have the machine's network too (`MOTO_DOCKER_NETWORK_MODE=host`).");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<TimeSpan> LocalCloudAsync(string state)
    {
        await using var server = await Servers.LocalCloudAsync(state, "--no-template", "--executor", "docker", "--pull", "never");
        HttpLoad load = new(server.Port);
        BatchSetup setup = new(load, LocalCredentials.LoadOrCreate(state), "\"true\"");
        await setup.LocalAsync(AtOnce);

        return await MeasureAsync(setup.RunJobAsync);
    }

    private static async Task<TimeSpan?> MotoAsync(string folder)
    {
        Environment.SetEnvironmentVariable("MOTO_DOCKER_NETWORK_MODE", "host");
        await using var server = await Servers.MotoAsync(folder);
        if (server is null)
        {
            return null;
        }

        BatchSetup setup = new(new(server.Port), new("LOCALEXAMPLE", "secret"), "\"true\"");
        await setup.MotoAsync(usesDocker: true);

        return await MeasureAsync(setup.RunJobAsync);
    }

    private static Task RunAloneAsync() => Commands.RunAsync("docker", ["run", "--rm", "--network", "host", "busybox", "true"], "/");

    /// <summary>So many clients, each with a job after the other.</summary>
    private static async Task<TimeSpan> MeasureAsync(Func<Task> runOne)
    {
        // What is compiled when it is first needed is not a job's.
        await Task.WhenAll(Enumerable.Range(0, 2 * AtOnce).Select(_ => runOne()));
        var lives = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            List<TimeSpan> times = [];
            for (var count = 0; count < Jobs / AtOnce; count++)
            {
                var began = TimeProvider.System.GetTimestamp();
                await runOne();
                times.Add(TimeProvider.System.GetElapsedTime(began));
            }

            return times;
        }));

        return TimeSpan.FromTicks((long)lives.SelectMany(times => times).Average(time => time.Ticks));
    }
}
