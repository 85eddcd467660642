using LocalBatch.Execution.Processes.Native;
using LocalBatch.Tests.Execution;

namespace LocalBatch.Tests.Crash;

/// <summary>
/// Kills an engine with its jobs at random moments of a seeded workload, again and again over one journal. A failure names its
/// seed; the variable CRASH_SEED replays it, as far as the machine's timing lets it.
/// </summary>
public sealed class CrashTests
{
    private const int Chains = 4;
    private const int RoundsOfChain = 50;

    /// <summary>Lines of the host after which it is killed: from before it is open to after its last action.</summary>
    private const int MaxLines = 120;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_nothing_starts_twice_and_no_job_outlives_the_engine_however_often_it_is_killed()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("CRASH_SEED"), out var given) ? given : Random.Shared.Next();

        try
        {
            await Task.WhenAll(Enumerable.Range(0, Chains).Select(chain => Task.Run(() => RunAsync(seed + chain))));
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"CRASH_SEED={seed}: {failure.Message}", failure);
        }
    }

    private static async Task RunAsync(int seed)
    {
        var state = Directory.CreateTempSubdirectory("crash-").FullName;
        var random = new Random(seed);
        var observed = new CrashObservations();
        var checkedStarts = 0;
        for (var round = 0; round < RoundsOfChain; round++)
        {
            await RoundAsync(state, random, observed);
            checkedStarts = await AssertNoOrphansAsync(state, checkedStarts);
        }

        await DrainAsync(state, observed);

        observed.AssertAllOver();
        var starts = await StartsAsync(state);
        CrashObservations.AssertStartedOnce(starts);
        Assert.NotEmpty(starts);
        Assert.True(observed.Events > observed.Acknowledged.Count, $"{observed.Events} events for {observed.Acknowledged.Count} jobs");
        TestContext.Current.TestOutputHelper?.WriteLine($"{observed.Acknowledged.Count} jobs, {starts.Length} attempts, {observed.Events} events");
        Directory.Delete(state, recursive: true);
    }

    private static async Task RoundAsync(string state, Random random, CrashObservations observed)
    {
        using var host = new CrashHostProcess("engine", state, $"{random.Next()}");
        await host.WriteAsync([.. observed.WorthALook(random), ""]);
        var lines = random.Next(MaxLines);
        for (var i = 0; i < lines && await host.ReadAsync() is { } line && line != "idle"; i++)
        {
            observed.Take(line);
        }

        await host.KillAsync();

        // What was printed before the kill was promised all the same.
        while (await host.ReadAsync() is { } line)
        {
            observed.Take(line);
        }
    }

    private static async Task DrainAsync(string state, CrashObservations observed)
    {
        using var host = new CrashHostProcess("drain", state);
        await host.WriteAsync([.. observed.Acknowledged, ""]);
        var isDone = false;
        while (await host.ReadAsync() is { } line)
        {
            isDone |= line == "done";
            observed.Take(line);
        }

        Assert.True(isDone, "the last life ended before its jobs did");
    }

    /// <summary>Every job carries the state's folder in its environment, so that none can hide; where that cannot be read, its pid must do.</summary>
    /// <returns>Starts looked at so far: pids of older rounds may be other processes by now.</returns>
    private static async Task<int> AssertNoOrphansAsync(string state, int checkedStarts)
    {
        var processes = ProcessTable.OfThisSystem();
        foreach (var pid in processes.FindByEnvironment($"CRASH_STARTS={Path.Combine(state, "starts")}"))
        {
            await Processes.GoneAsync(pid);
        }

        var starts = await StartsAsync(state);
        foreach (var start in starts.Skip(checkedStarts))
        {
            await Processes.GoneAsync(int.Parse(start[(start.LastIndexOf(' ') + 1)..], null));
        }

        return starts.Length;
    }

    private static async Task<string[]> StartsAsync(string state)
    {
        var file = Path.Combine(state, "starts");

        return File.Exists(file) ? await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken) : [];
    }
}
