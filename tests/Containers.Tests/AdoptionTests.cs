using System.Globalization;
using System.Text.Json;

namespace Containers.Tests;

/// <summary>
/// The stack is killed with <c>kill -9</c> at seeded moments again and again, while jobs run as containers. A failure prints the
/// seed; <c>CRASH_SEED</c> repeats it, <c>CRASH_ROUNDS</c> makes it longer.
/// </summary>
public sealed class AdoptionTests(Daemon daemon, StateFolders folders) : IClassFixture<StateFolders>
{
    /// <summary>Stacks that are killed side by side, each on a state folder of its own.</summary>
    private const int Chains = 2;

    private static int Rounds { get; } = Setting("CRASH_ROUNDS") ?? 4;

    private static int Seed { get; } = Setting("CRASH_SEED") ?? Random.Shared.Next();

    [Fact]
    public async Task Jobs_go_on_through_every_kill_end_once_and_their_logs_have_each_line_once()
    {
        var chains = Enumerable.Range(0, Chains).Select(chain => new Chain(daemon, folders.New($"killed{chain}"), folders.New($"runs{chain}"), new(Seed + chain))).ToList();

        var wentOn = await Task.WhenAll(chains.Select(chain => Task.Run(() => chain.RunAsync((Rounds + Chains - 1) / Chains))));

        Assert.True(wentOn.Sum() > 0, $"No job went on through a kill; CRASH_SEED={Seed}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{Rounds} kills, {chains.Sum(chain => chain.Count)} jobs, {wentOn.Sum()} of them in one attempt; CRASH_SEED={Seed}");
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>One state folder through all its lives.</summary>
    private sealed class Chain(Daemon daemon, string state, string runs, Random random)
    {
        private const int JobsOfRound = 3;

        private readonly List<Job> _jobs = [];

        public int Count => _jobs.Count;

        /// <returns>How many jobs needed one attempt only.</returns>
        public async Task<int> RunAsync(int rounds)
        {
            Directory.CreateDirectory(runs);
            for (var round = 0; round < rounds; round++)
            {
                await using var stack = await Stack.StartAsync(state, "--port", "0");
                for (var count = 0; count < JobsOfRound; count++)
                {
                    _jobs.Add(await SubmitAsync(stack));
                }

                // The moment of the kill is what a crash test is about: it is the one thing here that is not waited for by status.
                await Task.Delay(TimeSpan.FromSeconds(random.NextDouble() * 1.2), TestContext.Current.CancellationToken);
                await stack.KillAsync();
            }

            await using var last = await Stack.StartAsync(state, "--port", "0");
            var wentOn = 0;
            foreach (var job in _jobs)
            {
                wentOn += await CheckAsync(last, job) ? 1 : 0;
            }

            var label = $"localbatch.state={await File.ReadAllTextAsync(Path.Combine(state, "containers", "id"), TestContext.Current.CancellationToken)}";
            await Wait.UntilAsync(() => daemon.ContainersAsync(label), left => left.Count == 0, "no container to be left", () => last.Output);

            return wentOn;
        }

        private async Task<Job> SubmitAsync(Stack stack)
        {
            Job job = new("", random.Next(1, 40), random.Next(3));
            var script = $"echo $AWS_BATCH_JOB_ID $AWS_BATCH_JOB_ATTEMPT >>/runs/started; i=0; while [ $i -lt {job.Lines} ]; do echo line $i; i=$((i+1)); sleep 0.05; done; exit {job.ExitCode}";
            var id = await stack.SubmitAsync("counts", $$"""
                "type": "container", "containerProperties": {"image": "{{Daemon.Image}}", "command": ["{{script}}"],
                 "volumes": [{"name": "runs", "host": {"sourcePath": "{{runs}}"} }], "mountPoints": [{"sourceVolume": "runs", "containerPath": "/runs"}],
                 "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "32"}]}, "retryStrategy": {"attempts": 5,
                 "evaluateOnExit": [{"onStatusReason": "Host EC2*", "action": "RETRY"}, {"onReason": "*", "action": "EXIT"}]}
                """);

            return job with { Id = id };
        }

        /// <returns>Whether it needed one attempt.</returns>
        private async Task<bool> CheckAsync(Stack stack, Job job)
        {
            var story = $"CRASH_SEED={Seed} CRASH_ROUNDS={Rounds}; {job}";
            var ended = await stack.UntilAsync(job.Id, "SUCCEEDED", "FAILED");
            var attempts = ended.GetProperty("attempts").EnumerateArray().ToList();
            var last = attempts[^1].GetProperty("container");
            Assert.True(Exit(last) == job.ExitCode, $"{story}: {ended}");
            Assert.True(Stack.Text(ended, "status") == (job.ExitCode == 0 ? "SUCCEEDED" : "FAILED"), $"{story}: {ended}");
            // Only an attempt that had no container yet when the stack died counts as lost with its host; it never ran.
            Assert.All(attempts[..^1], lost => Assert.StartsWith("Host EC2", Stack.Text(lost, "statusReason"), StringComparison.Ordinal));
            var lines = await stack.LinesAsync(Stack.Text(last, "logStreamName"));
            Assert.True(lines.SequenceEqual(Enumerable.Range(0, job.Lines).Select(number => $"line {number}")), $"{story}: {string.Join('|', lines)}");
            var started = (await File.ReadAllLinesAsync(Path.Combine(runs, "started"), TestContext.Current.CancellationToken)).Where(line => line.StartsWith(job.Id, StringComparison.Ordinal)).ToList();
            Assert.True(started.Count == 1, $"{story}: {string.Join('|', started)}");

            return attempts.Count == 1;
        }

        private static int? Exit(JsonElement container) => container.TryGetProperty("exitCode", out var code) ? code.GetInt32() : null;

        private sealed record Job(string Id, int Lines, int ExitCode);
    }
}
