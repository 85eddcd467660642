using LocalBatch.Execution;

namespace Containers.Tests;

/// <summary>Attempts as containers of a real daemon: what they print, how they end, what surrounds them.</summary>
public sealed class RunTests(Daemon daemon) : ExecutorTestBase(daemon)
{
    [Fact]
    public async Task Both_outputs_come_in_whole_lines_each_in_order_and_the_exit_code_is_the_program_s()
    {
        var attempt = Shell("echo one; echo two >&2; head -c 100000 /dev/zero | tr '\\0' x; echo; printf three; exit 3");

        var end = await EndAsync(attempt);

        Assert.Equal(new(3, null), end);
        // The daemon reads both pipes side by side: between them there is no order, here as on AWS.
        Assert.Contains("two", LinesOf(attempt));
        var lines = LinesOf(attempt).Where(line => line != "two").ToList();
        Assert.Equal(["one", "three"], [lines[0], lines[2]]);
        Assert.Equal((3, 100_000), (lines.Count, lines[1].Length));
    }

    [Fact]
    public async Task The_image_s_entry_point_command_and_environment_hold_where_the_job_says_nothing()
    {
        var attempt = Shell("") with { Command = [] };
        var own = Shell("") with { Command = ["/bin/env"], EntryPointWords = 1 };

        await EndAsync(attempt);
        await EndAsync(own);

        Assert.Equal(["image default"], LinesOf(attempt));
        Assert.Contains("OF_IMAGE=image", LinesOf(own));
        Assert.Contains("AWS_BATCH_JOB_ATTEMPT=1", LinesOf(own));
        Assert.DoesNotContain(LinesOf(own), line => line.StartsWith("DOTNET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Thirty_ends_at_once_are_the_programs_own()
    {
        var codes = Enumerable.Range(0, 30).ToList();

        var ends = await Task.WhenAll(codes.Select(code => EndAsync(Shell($"exit {code}"))));

        Assert.Equal(codes, ends.Select(end => end.ExitCode ?? -1));
    }

    [Fact]
    public async Task Memory_is_held_by_the_kernel_and_a_job_that_goes_on_has_its_own_code_with_the_reason()
    {
        // Podman with control groups of version 1 does not tell it.
        var reason = Daemon.IsPodman ? null : "OutOfMemoryError: Container killed due to memory usage";

        var killed = await EndAsync(Shell("exec tail /dev/zero") with { MemoryMiB = 16 });
        var goesOn = await EndAsync(Shell("tail /dev/zero; exit 0") with { MemoryMiB = 16 });

        Assert.Equal(new(137, reason), killed);
        Assert.Equal(0, goesOn.ExitCode);
        Assert.True(goesOn.Reason is null || goesOn.Reason == reason, goesOn.Reason);
    }

    [Theory]
    [InlineData("exec sleep 300", false, 137)]
    [InlineData("trap 'echo asked; exit 7' TERM; echo up; while :; do sleep 0.1; done", false, 7)]
    [InlineData("exec sleep 300", true, 143)]
    public async Task A_stop_is_SIGTERM_to_process_1_and_SIGKILL_after_the_grace(string script, bool hasInit, int exitCode)
    {
        using CancellationTokenSource stop = new();
        var attempt = Shell("echo up; " + script) with { HasInit = hasInit };

        var running = EndAsync(attempt, stop);
        await Logs.LineAsync(attempt.LogStreamName, "up");
        await stop.CancelAsync();

        Assert.Equal(exitCode, (await running).ExitCode);
    }

    [Fact]
    public async Task What_surrounds_the_program_is_real()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, "of-host")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "file"), "from the host\n", TestContext.Current.CancellationToken);
        var attempt = Shell("cat /in/file; touch /in/new || echo cannot; touch /x || echo root cannot; touch /scratch/y && echo tmpfs; df -m /scratch | tail -1; df -m /dev/shm | tail -1; id -u; ulimit -n; ls /dev/nothing") with
        {
            Surroundings = new()
            {
                Mounts = [new("/in", new VolumeSource.OfHost(folder), IsReadOnly: true)],
                HasReadOnlyRoot = true,
                Tmpfs = [new("/scratch", 8, false) { Options = "mode=1777" }],
                SharedMemoryMiB = 32,
                User = "1000",
                Ulimits = [new("nofile", 123, 456), new("nproc", 4096, 4096)],
                Devices = [new("/dev/null", "/dev/nothing")],
            },
        };

        await EndAsync(attempt);

        var lines = LinesOf(attempt).Where(line => !line.StartsWith("touch", StringComparison.Ordinal)).ToList();
        Assert.Equal("from the host", lines[0]);
        Assert.Contains("cannot", lines);
        Assert.Contains("root cannot", lines);
        Assert.Contains("tmpfs", lines);
        Assert.Contains(lines, line => line.EndsWith("/scratch", StringComparison.Ordinal) && line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] == "8");
        Assert.Contains(lines, line => line.EndsWith("/dev/shm", StringComparison.Ordinal) && line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] == "32");
        Assert.Equal(["1000", "123", "/dev/nothing"], lines.TakeLast(3));
    }

    [Fact]
    public async Task Containers_of_a_task_share_its_volume_which_goes_once_their_end_is_on_disk()
    {
        ContainerGroup group = new(Guid.NewGuid().ToString("N"), 128);
        Surroundings surroundings = new() { Mounts = [new("/shared", new VolumeSource.OfAttempt("vol"), false)] };
        var writer = Shell("echo shared >/shared/file") with { Group = group, Surroundings = surroundings };
        var reader = Shell("cat /shared/file") with { Group = group, Surroundings = surroundings };

        await EndAsync(writer);
        await EndAsync(reader);
        Assert.Equal(["shared"], LinesOf(reader));
        Assert.Equal(2, (await Daemon.ContainersAsync(Label)).Count);
        Executor.Acknowledge(group.TaskId);
        await Executor.DisposeAsync();

        Assert.Empty(await Daemon.ContainersAsync(Label));
        var volumes = await Daemon.Client.Volumes.ListAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.DoesNotContain(volumes.Volumes ?? [], volume => volume.Name.Contains(group.TaskId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_container_that_an_earlier_executor_left_is_taken_up_whether_it_runs_or_has_ended_and_a_stranger_goes()
    {
        var running = Shell("echo up; sleep 1; echo later; exit 5");
        var ended = Shell("exit 6");
        var stranger = Shell("echo up; exec sleep 300");
        await EndAsync(ended);
        foreach (var attempt in (Attempt[])[running, stranger])
        {
            _ = Task.Run(() => RunAsync(attempt), TestContext.Current.CancellationToken);
            await Logs.LineAsync(attempt.LogStreamName, "up");
        }

        await using var next = New(options => options with { Logs = new RecordedLogs() });
        var left = await next.FindLeftAsync(TestContext.Current.CancellationToken);
        next.KeepOnly(new HashSet<string> { running.TaskId, ended.TaskId });
        var ends = await Task.WhenAll(RunAsync(running, executor: next), RunAsync(ended, executor: next));

        Assert.Equal(new HashSet<string> { running.TaskId, ended.TaskId, stranger.TaskId }, left);
        Assert.Equal([new AttemptEvent.Started(), new AttemptEvent.Exited(5, null)], ends[0]);
        Assert.Equal([new AttemptEvent.Started(), new AttemptEvent.Exited(6, null)], ends[1]);
        next.Acknowledge(running.TaskId);
        next.Acknowledge(ended.TaskId);
        await next.DisposeAsync();
        Assert.Empty(await Daemon.ContainersAsync(Label));
    }
}
