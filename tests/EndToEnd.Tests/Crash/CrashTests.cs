using System.Globalization;

namespace EndToEnd.Tests.Crash;

/// <summary>
/// The stack under load, killed with <c>kill -9</c> at seeded moments again and again, on one state folder. A failure
/// prints the seed; <c>CRASH_SEED</c> repeats it, <c>CRASH_ROUNDS</c> makes it longer: CI does a hundred on the native functions.
/// </summary>
public sealed class CrashTests(StateFolders folders) : IClassFixture<StateFolders>
{
    // Every job that is not over is compared with AWS Batch whenever the sweep runs.
    private static readonly string[] Options = ["--parameter-overrides", "StaleAfterMinutes=0"];

    private readonly string _state = folders.New("crash");
    private readonly string _executions = folders.New("executions");
    private readonly Ledger _ledger = new();
    private int _round;

    private static int Rounds { get; } = Setting("CRASH_ROUNDS") ?? 25;

    private static int Seed { get; } = Setting("CRASH_SEED") ?? Random.Shared.Next();

    [Fact]
    public async Task Nothing_acknowledged_is_lost_nothing_runs_twice_and_the_table_agrees_with_the_engine()
    {
        Random random = new(Seed);
        await File.WriteAllTextAsync(_executions, "", TestContext.Current.CancellationToken);
        await using (var stack = await LocalCloudProcess.Start(_state, Options).ReadyAsync())
        {
            using var sqs = StackFixture.Sqs(stack);
            await sqs.CreateQueueAsync(CrashLoad.Queue, TestContext.Current.CancellationToken);
        }

        for (_round = 1; _round <= Rounds; _round++)
        {
            await RunRoundAsync(random);
        }

        await using var last = await LocalCloudProcess.Start(_state, Options).ReadyAsync();
        using CrashLoad load = new(last, _ledger, _executions, random);
        while (!_ledger.Unanswered.IsEmpty && _ledger.Refusals.IsEmpty)
        {
            await load.PostAsync();
        }

        Assert.True(_ledger.Refusals.IsEmpty, $"{Story(last)}\nRefused: {string.Join('\n', _ledger.Refusals)}");

        CrashVerdict verdict = new(last, _ledger, () => Story(last));
        var jobs = await verdict.JobsAsync();
        await verdict.CheckJobsAsync(jobs, ExecutionLog.Read(_executions));
        await verdict.CheckObjectsAsync();
        await verdict.CheckMessagesAsync();
        await verdict.CheckTableAsync(jobs);
        Assert.Equal(0, await last.StopAsync());
        await Wait.UntilAsync(() => Task.FromResult(string.Join('\n', Leftovers.Of(_state))), left => left.Length == 0, "no process to be left of any life", () => Story(last));
    }

    /// <summary>One life: sometimes cut while it still starts, mostly soon after, now and then when its functions are warm.</summary>
    private async Task RunRoundAsync(Random random)
    {
        var (kind, moment, isPowerCut) = (random.Next(10), random.NextDouble(), random.Next(2) == 0);
        await using var stack = LocalCloudProcess.Start(_state, Options);
        if (kind < 2)
        {
            await DieAsync(stack, TimeSpan.FromSeconds(moment), isPowerCut);
            return;
        }

        await stack.ReadyAsync();
        using CrashLoad load = new(stack, _ledger, _executions, random);
        var working = load.RunAsync();
        await DieAsync(stack, kind == 9 ? TimeSpan.FromSeconds(2 + (3 * moment)) : TimeSpan.FromSeconds(0.1 + (1.4 * moment * moment)), isPowerCut);
        await working;
    }

    /// <summary>The moment of the kill is what a crash test is about: it is the one thing here that is not waited for by status.</summary>
    private static async Task DieAsync(LocalCloudProcess stack, TimeSpan after, bool isPowerCut)
    {
        await Task.Delay(after, TestContext.Current.CancellationToken);
        await stack.CrashAsync(withChildren: isPowerCut);
    }

    private string Story(LocalCloudProcess stack) => $"CRASH_SEED={Seed} CRASH_ROUNDS={Rounds}; round {_round}; {_ledger}\n{stack.Output}";

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
