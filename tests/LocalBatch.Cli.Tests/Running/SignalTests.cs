namespace LocalBatch.Cli.Tests.Running;

/// <summary>What Ctrl-C and SIGTERM come to.</summary>
public sealed class SignalTests : IDisposable
{
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(LocalBatchProgram.Folders, $"localbatch-{Guid.NewGuid():N}")).FullName;

    [Fact]
    public async Task A_stack_that_serves_ends_well_and_takes_its_ready_file_away()
    {
        var ready = Path.Combine(_folder, "ready");
        await using var program = LocalBatchProgram.Start(_folder, ["--port", "0", "--ready-file", ready, .. ServedStack.StackOptions]);
        await program.SaysAsync(line => line == "Ready.");

        var ended = await program.SignalAsync("TERM");

        Assert.Equal(0, ended.ExitCode);
        Assert.Equal("Stopping.", ended.Output[^1]);
        Assert.False(File.Exists(ready));
    }

    [Fact]
    public async Task A_manifest_that_is_interrupted_ends_with_130_and_says_what_becomes_of_its_jobs()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "long.json"),
            """{ "jobs": [ { "jobName": "long", "jobQueue": "default", "jobDefinition": "hello", "containerOverrides": { "command": ["sleep", "600"] } } ] }""",
            TestContext.Current.CancellationToken);
        await using var program = LocalBatchProgram.Start(_folder, ["run", "long.json", .. ServedStack.StackOptions]);
        await program.SaysAsync(line => line.EndsWith("long RUNNING", StringComparison.Ordinal));

        var ended = await program.SignalAsync("INT");

        Assert.Equal(130, ended.ExitCode);
        Assert.Contains(ended.Errors, line => line.StartsWith("Interrupted: 1 of 1 jobs had not ended. The next start with the state folder", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_that_is_waited_for_goes_on_when_the_waiting_is_interrupted()
    {
        await using var program = LocalBatchProgram.Start(_folder, ["serve", "--port", "0", .. ServedStack.StackOptions]);
        await program.SaysAsync(line => line == "Ready.");
        await using var waiting = LocalBatchProgram.Start(_folder, "submit", "--wait", "--", "sh", "-c", "echo up; exec sleep 600");
        await waiting.SaysAsync(line => line == "up");

        var ended = await waiting.SignalAsync("INT");

        Assert.Equal(130, ended.ExitCode);
        var jobId = Assert.Single(ended.Errors).Split(' ')[2];
        Assert.Contains("is RUNNING", (await LocalBatchProgram.RunAsync(_folder, "why", jobId)).Output[0], StringComparison.Ordinal);
        Assert.Equal($"Interrupted: job {jobId} goes on; 'localbatch cancel {jobId}' ends it.", ended.Errors[0]);
    }

    [Fact]
    public async Task The_first_process_of_a_container_runs_jobs_and_ends_well_by_SIGTERM()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "only root may make a namespace of processes");
        var ready = Path.Combine(_folder, "ready");
        await using var program = LocalBatchProgram.StartFirst(_folder, ["serve", "--port", "0", "--ready-file", ready, .. ServedStack.StackOptions]);
        await program.SaysAsync(line => line == "Ready.");

        var job = await LocalBatchProgram.RunAsync(_folder, "submit", "--wait", "--", "sh", "-c", "echo done; exit 3");
        var ended = await program.SignalChildAsync("TERM");

        Assert.Equal((1, "done"), (job.ExitCode, string.Join('\n', job.Output)));
        Assert.Contains("exit code 3", job.Errors[1], StringComparison.Ordinal);
        Assert.Equal((0, "Stopping."), (ended.ExitCode, ended.Output[^1]));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
