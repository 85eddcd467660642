using LocalBatch.Execution;
using LocalBatch.Execution.Docker;

namespace Containers.Tests;

/// <summary>What cannot be run says why, in AWS's words, and the next attempt runs.</summary>
public sealed class RefusalTests(Daemon daemon) : ExecutorTestBase(daemon)
{
    [Fact]
    public async Task A_program_that_is_not_in_the_image_is_not_started()
    {
        var end = await FailureAsync(Shell("") with { Command = ["/bin/none"], EntryPointWords = 1 });

        Assert.Equal(127, end.ExitCode);
        Assert.StartsWith("CannotStartContainerError: Error response from daemon: ", end.Reason, StringComparison.Ordinal);
        await GoesOnAsync();
    }

    [Fact]
    public async Task An_image_that_is_nowhere_cannot_be_pulled()
    {
        var end = await FailureAsync(Shell("true") with { Image = "127.0.0.1:1/none:1" });

        Assert.Null(end.ExitCode);
        Assert.StartsWith("CannotPullContainerError: Error response from daemon: ", end.Reason, StringComparison.Ordinal);
        await GoesOnAsync();
    }

    [Fact]
    public async Task The_volume_of_an_attempt_that_got_no_container_goes_too()
    {
        await using var executor = New(options => options with { Pull = PullPolicy.Never });
        var attempt = Shell("true") with { Image = "nosuch:1", Surroundings = new() { Mounts = [new("/shared", new VolumeSource.OfAttempt("vol"), false)] } };

        await RunAsync(attempt, executor: executor);
        executor.Acknowledge(attempt.TaskId);
        await executor.DisposeAsync();

        var volumes = await Daemon.Client.Volumes.ListAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.DoesNotContain(volumes.Volumes ?? [], volume => volume.Name.Contains(attempt.TaskId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_image_that_is_not_to_be_pulled_is_named()
    {
        await using var executor = New(options => options with { Pull = PullPolicy.Never });

        var end = Assert.IsType<AttemptEvent.FailedToStart>(Assert.Single(await RunAsync(Shell("true") with { Image = "nosuch:1" }, executor: executor)));

        Assert.Equal("CannotPullContainerError: Error response from daemon: No such image: nosuch:1 (--pull never)", end.Reason);
    }

    [Fact]
    public async Task An_image_for_another_platform_is_not_run()
    {
        var events = await RunAsync(Shell("true") with { Surroundings = new() { Platform = "linux/s390x" } });

        // Podman looks at the platform only when it pulls; what it has it runs, and a program of another machine then fails to start.
        Assert.True(events is [AttemptEvent.FailedToStart { Reason: var reason }] ? reason.StartsWith("Cannot", StringComparison.Ordinal) : Daemon.IsPodman, string.Join(", ", events));
        await GoesOnAsync();
    }

    [Fact]
    public async Task Without_a_daemon_the_reason_is_the_client_s_and_the_advice_is_given_once()
    {
        RecordingLogger logger = new();
        await using var executor = New(options => options with { Endpoint = new("unix://" + Path.Combine(Root, "none.sock")), Logger = logger });

        var first = Assert.Single(await RunAsync(Shell("true"), executor: executor));
        var second = Assert.Single(await RunAsync(Shell("true"), executor: executor));

        Assert.All([first, second], end => Assert.StartsWith(
            "CannotCreateContainerError: Cannot connect to the Docker daemon at unix://", Assert.IsType<AttemptEvent.FailedToStart>(end).Reason, StringComparison.Ordinal));
        Assert.Contains("systemctl start docker", Assert.Single(logger.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attempt_stopped_before_its_start_makes_no_container()
    {
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();

        var end = Assert.Single(await RunAsync(Shell("true"), stop));

        Assert.Equal("CannotCreateContainerError: stopped before it was started", Assert.IsType<AttemptEvent.FailedToStart>(end).Reason);
    }

    [Fact]
    public async Task A_container_that_somebody_removes_has_an_end_without_a_code()
    {
        var attempt = Shell("echo up; exec sleep 300");
        var running = EndAsync(attempt);
        await Logs.LineAsync(attempt.LogStreamName, "up");

        await Daemon.Client.Containers.RemoveContainerAsync("localbatch-" + attempt.TaskId, new() { Force = true }, TestContext.Current.CancellationToken);

        Assert.True((await running).ExitCode is null or 137);
    }

    private async Task<AttemptEvent.FailedToStart> FailureAsync(Attempt attempt) =>
        Assert.IsType<AttemptEvent.FailedToStart>(Assert.Single(await RunAsync(attempt)));

    private async Task GoesOnAsync() => Assert.Equal(0, (await EndAsync(Shell("true"))).ExitCode);
}
