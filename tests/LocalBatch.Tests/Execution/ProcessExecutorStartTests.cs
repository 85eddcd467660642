using LocalBatch.Execution;

namespace LocalBatch.Tests.Execution;

public sealed class ProcessExecutorStartTests : ProcessExecutorTestBase
{
    [Fact]
    public async Task A_command_not_found_is_127_in_the_container_runtimes_words()
    {
        var failed = await RunToFailureAsync(Attempt("nope"));

        Assert.Equal(127, failed.ExitCode);
        Assert.Equal(
            "CannotStartContainerError: Error response from daemon: failed to create task for container: "
            + "OCI runtime create failed: runc create failed: unable to start container process: exec: \"nope\": executable file not found in $PATH: unknown",
            failed.Reason);
    }

    [Fact]
    public async Task A_path_that_leads_nowhere_is_127()
    {
        var failed = await RunToFailureAsync(Attempt("/no/such/program"));

        Assert.Equal(127, failed.ExitCode);
        Assert.EndsWith("exec: \"/no/such/program\": stat /no/such/program: no such file or directory: unknown", failed.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/etc")]
    public async Task What_is_not_executable_is_126(string program)
    {
        var failed = await RunToFailureAsync(Attempt(program));

        Assert.Equal(126, failed.ExitCode);
        Assert.EndsWith($"exec: \"{program}\": permission denied: unknown", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_without_an_interpreter_is_an_exec_format_error()
    {
        var script = Path.Combine(Root, "script");
        await File.WriteAllTextAsync(script, "echo hello\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var failed = await RunToFailureAsync(Attempt(script));

        Assert.Equal(126, failed.ExitCode);
        Assert.EndsWith("exec format error: unknown", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_are_looked_up_in_the_jobs_own_PATH()
    {
        var program = Path.Combine(Root, "mine");
        await File.WriteAllTextAsync(program, "#!/bin/sh\necho \"$0 $1\"\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var attempt = Attempt("mine", "yes") with { Environment = new Dictionary<string, string> { ["PATH"] = $"/nowhere:{Root}" } };

        await RunToExitAsync(attempt);

        Assert.Equal($"{program} yes", Assert.Single(LinesOf(attempt)));
    }

    [Fact]
    public async Task Without_a_command_the_reason_says_what_to_do()
    {
        var failed = await RunToFailureAsync(Attempt());

        Assert.Null(failed.ExitCode);
        Assert.Equal(
            "CannotCreateContainerError: the job has no command and the process executor cannot read the default of image \"busybox\": "
            + "give containerProperties.command or containerOverrides.command",
            failed.Reason);
    }

    [Fact]
    public async Task Arguments_too_long_for_the_system_fail_the_attempt_not_the_executor()
    {
        var failed = await RunToFailureAsync(Attempt("true", new string('x', 4 << 20)));

        Assert.Null(failed.ExitCode);
        Assert.EndsWith("argument list too long: unknown", failed.Reason, StringComparison.Ordinal);
        Assert.Equal(0, (await RunToExitAsync(Attempt("true"))).ExitCode);
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("A=B", "x")]
    [InlineData("A", "x\0y")]
    public async Task A_variable_that_no_program_can_have_is_refused_by_name(string name, string value)
    {
        var failed = await RunToFailureAsync(Attempt("true") with { Environment = new Dictionary<string, string> { [name] = value } });

        Assert.StartsWith($"CannotCreateContainerError: the environment variable \"{name}\"", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_before_the_start_starts_nothing()
    {
        var attempt = Shell("echo started");

        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        var failed = Assert.IsType<AttemptEvent.FailedToStart>(Assert.Single(await RunAsync(attempt, stop)));

        Assert.Equal("CannotCreateContainerError: stopped before it was started", failed.Reason);
    }

    [Fact]
    public async Task A_reason_is_never_longer_than_Batch_allows()
    {
        var failed = await RunToFailureAsync(Attempt(new string('n', 300)));

        Assert.Equal(255, failed.Reason.Length);
    }

    [Fact]
    public async Task An_attempt_that_did_not_start_leaves_no_folder()
    {
        var attempt = Attempt("nope");

        await RunToFailureAsync(attempt);

        Assert.False(Directory.Exists(FolderOf(attempt)));
    }

    private async Task<AttemptEvent.FailedToStart> RunToFailureAsync(Attempt attempt) =>
        Assert.IsType<AttemptEvent.FailedToStart>(Assert.Single(await RunAsync(attempt)));
}
