using System.Text.Json;

namespace Containers.Tests;

/// <summary>
/// <c>kill -9</c> of the daemon while jobs run, and its start on what it left. Without live restore it ends the containers that
/// still run, with it they go on; the stack, which was not touched, tells the end of each job once.
/// </summary>
public sealed class DaemonKilledTests(StateFolders folders) : IClassFixture<StateFolders>
{
    private const int Lines = 40;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_job_ends_once_with_a_reason_and_new_ones_run(bool goOn)
    {
        await using var daemon = await OwnDaemon.StartNewAsync(goOn ? ["--live-restore"] : []);
        var runs = Directory.CreateDirectory(folders.New($"runs-{goOn}")).FullName;
        await using var stack = await Stack.StartAsync(folders.New($"daemon-{goOn}"), daemon.Endpoint);
        List<string> running = [];
        for (var job = 0; job < 4; job++)
        {
            running.Add(await SubmitAsync(stack, runs, Lines, exitCode: job));
        }

        var over = await SubmitAsync(stack, runs, 1, exitCode: 0);
        await stack.UntilAsync(over, "SUCCEEDED");
        foreach (var job in running)
        {
            var detail = await stack.UntilAsync(job, "RUNNING");
            await Wait.UntilAsync(() => stack.LinesAsync(StreamOf(detail)), lines => lines.Count > 0, "a first line", () => stack.Output);
        }

        await daemon.KillAsync();
        var without = await stack.UntilAsync(await SubmitAsync(stack, runs, 1, exitCode: 0), "FAILED");
        await daemon.StartAsync();

        Assert.StartsWith($"CannotCreateContainerError: Cannot connect to the Docker daemon at {daemon.Endpoint.OriginalString}", Reason(Last(without)), StringComparison.Ordinal);
        for (var job = 0; job < running.Count; job++)
        {
            var ended = await stack.UntilAsync(running[job], "SUCCEEDED", "FAILED");
            Assert.Single(ended.GetProperty("attempts").EnumerateArray());
            var lines = await stack.LinesAsync(StreamOf(ended));
            Assert.Equal(Enumerable.Range(0, lines.Count).Select(line => $"line {line}"), lines);
            var code = Last(ended).TryGetProperty("exitCode", out var given) ? given.GetInt32() : (int?)null;
            var isItsOwn = (code, lines.Count) == (job, Lines);
            // A daemon that is back late finds that they have ended meanwhile.
            Assert.True(isItsOwn || (!goOn && (code == 137 || (code is null && Reason(Last(ended)).Length > 0))), $"{ended}\n{stack.Output}");
            Assert.Equal(code == 0 ? "SUCCEEDED" : "FAILED", Stack.Text(ended, "status"));
        }

        await stack.UntilAsync(await SubmitAsync(stack, runs, 1, exitCode: 0), "SUCCEEDED");
        var started = await File.ReadAllLinesAsync(Path.Combine(runs, "started"), TestContext.Current.CancellationToken);
        Assert.Equal(running.Count + 2, started.Length);
        Assert.Equal(started.Length, started.Distinct().Count());
        await Wait.UntilAsync(
            async () => await daemon.Client.Containers.ListContainersAsync(new() { All = true }, TestContext.Current.CancellationToken), left => left.Count == 0, "no container to be left", () => stack.Output);
    }

    private static Task<string> SubmitAsync(Stack stack, string runs, int lines, int exitCode) => stack.SubmitAsync("counts", $$"""
        "type": "container", "containerProperties": {"image": "{{Daemon.Image}}",
         "command": ["echo $AWS_BATCH_JOB_ID >>/runs/started; i=0; while [ $i -lt {{lines}} ]; do echo line $i; i=$((i+1)); sleep 0.2; done; exit {{exitCode}}"],
         "volumes": [{"name": "runs", "host": {"sourcePath": "{{runs}}"} }], "mountPoints": [{"sourceVolume": "runs", "containerPath": "/runs"}],
         "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "32"}]}
        """);

    private static JsonElement Last(JsonElement job) => job.GetProperty("attempts").EnumerateArray().Last().GetProperty("container");

    private static string StreamOf(JsonElement job) => Stack.Text(job.GetProperty("container"), "logStreamName");

    private static string Reason(JsonElement container) => container.TryGetProperty("reason", out var reason) ? reason.GetString() ?? "" : "";
}
