using LocalBatch.Execution;
using LocalBatch.Execution.Processes;
using Microsoft.Extensions.Time.Testing;

namespace LocalBatch.Tests.Execution;

/// <summary>What a definition asks for around its program. bubblewrap is installed by CI; these tests need it.</summary>
public sealed class SurroundingsTests : ProcessExecutorTestBase
{
    private readonly string _host = Directory.CreateTempSubdirectory("host-").FullName;
    private readonly FakeTimeProvider _clock = new();

    private protected override TimeProvider Time => _clock;

    private protected override ProcessExecutorOptions Options(ProcessExecutorOptions options) =>
        options with { FileMask = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite, Gpus = 2, Secrets = SecretValues.Parse("arn:aws:secretsmanager:us-east-1:123456789012:secret:db=pa=ss\n") };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_host, recursive: true);
    }

    [Theory]
    [InlineData("/data")]
    [InlineData("/mnt/a/b")]
    [InlineData("/usr/share/not-there/in")]
    [InlineData("/tmp")]
    public async Task A_folder_of_the_host_is_where_the_definition_wants_it_and_nothing_is_made_on_the_host(string place)
    {
        await File.WriteAllTextAsync(Path.Combine(_host, "in"), "from the host\n", TestContext.Current.CancellationToken);
        var existed = Path.Exists(place);
        var attempt = Shell($"cat {place}/in; echo out >{place}/out; echo mine >here; ls /usr/share/doc >/dev/null && echo the rest is there");

        var exited = await RunToExitAsync(attempt with { Surroundings = new() { Mounts = [new(place, new VolumeSource.OfHost(_host), false)] } });

        Assert.Equal(["from the host", "the rest is there"], LinesOf(attempt));
        Assert.Equal(new(0, null), exited);
        Assert.Equal("out\n", await File.ReadAllTextAsync(Path.Combine(_host, "out"), TestContext.Current.CancellationToken));
        Assert.Equal(existed, Path.Exists(place));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_folder_of_the_host_that_is_not_there_is_made_as_the_job_s_user_would_make_it(bool isAnothers)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess || !isAnothers, "only root may choose another user");
        var missing = Path.Combine(_host, "not", "there");
        File.SetUnixFileMode(_host, (UnixFileMode)0b1_111_111_111);

        // Another user may not get as far as the attempt's folder; the host's is made before.
        await RunAsync(Attempt("true") with { Surroundings = new() { User = isAnothers ? "4711" : null, Mounts = [new("/data", new VolumeSource.OfHost(missing), false)] } });

        Assert.Equal($"755 {(isAnothers ? "4711" : await SaidAsync("id", "-u"))}", await SaidAsync("stat", "-c", "%a %u", missing));
    }

    [Theory]
    [InlineData("not/there")]
    [InlineData("link/there")]
    public async Task A_folder_that_the_job_s_user_may_not_make_is_not_made_and_the_attempt_says_so(string path)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root may choose another user");
        var theirs = Directory.CreateDirectory(Path.Combine(_host, "theirs")).FullName;
        File.SetUnixFileMode(_host, (UnixFileMode)0b111_101_101);
        File.CreateSymbolicLink(Path.Combine(_host, "link"), theirs);
        var missing = Path.Combine(_host, path);

        var ended = await RunAsync(Attempt("true") with { Surroundings = new() { User = "4711", Mounts = [new("/data", new VolumeSource.OfHost(missing), false)] } });

        var failed = Assert.IsType<AttemptEvent.FailedToStart>(ended[^1]);
        Assert.Contains($"host.sourcePath {missing} is not there, and the job's user 4711 may not make it (", failed.ToString(), StringComparison.Ordinal);
        Assert.False(Path.Exists(missing));
        Assert.Empty(Directory.GetFileSystemEntries(theirs));
    }

    private static async Task<string> SaidAsync(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} did not start.");

        return (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim();
    }

    [Fact]
    public async Task Files_of_a_job_have_the_rights_that_a_container_gives_them()
    {
        var attempt = Shell("umask; touch made; stat -c %a made");

        await RunToExitAsync(attempt);

        Assert.Equal(["0022", "644"], LinesOf(attempt));
    }

    [Fact]
    public async Task A_read_only_mount_and_a_read_only_root_are_read_only()
    {
        var attempt = Shell("for place in /data /usr /etc /root . /tmp; do touch $place/x 2>/dev/null && echo wrote $place; done; touch /scratch/x && echo scratch; touch /mem/x && echo mem");
        List<Mount> mounts = [new("/data", new VolumeSource.OfHost(_host), true), new("/scratch", new VolumeSource.OfAttempt("s"), false)];

        var exited = await RunToExitAsync(attempt with { Surroundings = new() { Mounts = mounts, HasReadOnlyRoot = true, Tmpfs = [new("/mem", 1, false)] } });

        Assert.Equal(["scratch", "mem"], LinesOf(attempt));
        Assert.Equal(0, exited.ExitCode);
    }

    [Fact]
    public async Task Memory_folders_have_the_size_that_was_asked_for()
    {
        var attempt = Shell("df -k --output=size /mem /dev/shm | tail -2 | tr -d ' '; ls -ld /dev/shm | cut -c1-10");

        await RunToExitAsync(attempt with { Surroundings = new() { Tmpfs = [new("/mem", 3, false)], SharedMemoryMiB = 5 } });

        Assert.Equal(["3072", "5120", "drwxrwxrwt"], LinesOf(attempt));
    }

    [Fact]
    public async Task Two_jobs_share_a_file_system_by_its_id_and_root_directory_and_a_third_has_another()
    {
        Surroundings Efs(string root) => new() { Mounts = [new("/efs", new VolumeSource.Shared("fs-1", root), false)] };
        await RunToExitAsync(Shell("echo first >/efs/note") with { Surroundings = Efs("/") });
        var second = Shell("cat /efs/note");
        var third = Shell("ls /efs | wc -l");

        await RunToExitAsync(second with { Surroundings = Efs("") });
        await RunToExitAsync(third with { Surroundings = Efs("/a/../..") });

        Assert.Equal(["first"], LinesOf(second));
        Assert.Equal(["0"], LinesOf(third));
    }

    [Fact]
    public async Task A_stop_reaches_the_program_behind_bubblewrap()
    {
        var attempt = Shell("trap 'echo told; exit 5' TERM; echo up; while :; do sleep 0.01; done");
        using var stop = new CancellationTokenSource();
        var run = RunToExitAsync(attempt with { Surroundings = new() { SharedMemoryMiB = 1 } }, stop);
        await PrintedAsync(attempt, "up");

        await stop.CancelAsync();

        Assert.Equal(5, (await run).ExitCode);
        Assert.Equal(["up", "told"], LinesOf(attempt));
    }

    [Fact]
    public async Task A_program_behind_bubblewrap_without_a_handler_is_killed_after_the_grace()
    {
        var attempt = Shell("echo up; exec sleep 600") with { Surroundings = new() { SharedMemoryMiB = 1 } };
        using var stop = new CancellationTokenSource();
        var run = RunToExitAsync(attempt, stop);
        await PrintedAsync(attempt, "up");

        await stop.CancelAsync();
        await RunToExitAsync(Shell("true"));
        Assert.Equal(1, Executor.RunningCount);
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(new(137, null), await run);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_said_as_ever()
    {
        var failed = Assert.IsType<AttemptEvent.FailedToStart>(Assert.Single(await RunAsync(Attempt("no-such-program") with { Surroundings = new() { SharedMemoryMiB = 1 } })));

        Assert.Equal(127, failed.ExitCode);
        Assert.Contains("executable file not found in $PATH", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_are_those_of_the_definition()
    {
        var attempt = Shell("ulimit -n; ulimit -Hn; ulimit -c");

        await RunToExitAsync(attempt with { Surroundings = new() { Ulimits = [new("nofile", 100, 200), new("core", 0, 0)] } });

        Assert.Equal(["100", "200", "0"], LinesOf(attempt));
    }

    [Fact]
    public async Task A_secret_is_a_variable_and_a_missing_one_lets_nothing_start()
    {
        var attempt = Shell("echo \"$PASSWORD\"");
        SecretVariable Secret(string name) => new("PASSWORD", $"arn:aws:secretsmanager:us-east-1:123456789012:secret:{name}");

        await RunToExitAsync(attempt with { Surroundings = new() { Secrets = [Secret("db-AbCdEf")] } });
        var failed = Assert.IsType<AttemptEvent.FailedToStart>(Assert.Single(await RunAsync(Shell("true") with { Surroundings = new() { Secrets = [Secret("other")] } })));

        Assert.Equal(["pa=ss"], LinesOf(attempt));
        Assert.Null(failed.ExitCode);
        Assert.StartsWith("ResourceInitializationError: unable to pull secrets or registry auth", failed.Reason, StringComparison.Ordinal);
        Assert.EndsWith("secret:other is not in the file given by --secrets", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_GPU_is_in_the_hands_of_one_attempt_at_a_time()
    {
        Attempt Using(int gpus, string script) => Shell($"echo $NVIDIA_VISIBLE_DEVICES $CUDA_VISIBLE_DEVICES; {script}") with { Surroundings = new() { Gpus = gpus } };
        var first = Using(1, "until [ -e ../go ]; do sleep 0.01; done");
        var second = Using(1, "true");
        var run = RunToExitAsync(first);
        await PrintedAsync(first, "0 0");

        await RunToExitAsync(second);
        var tooMany = Assert.Single(await RunAsync(Using(2, "true")));
        await File.WriteAllTextAsync(Path.Combine(Root, "go"), "", TestContext.Current.CancellationToken);
        await run;
        var both = Using(2, "true");
        await RunToExitAsync(both);

        Assert.Equal(["1 1"], LinesOf(second));
        Assert.IsType<AttemptEvent.FailedToStart>(tooMany);
        Assert.Equal(["0,1 0,1"], LinesOf(both));
    }

    [Fact]
    public async Task A_device_is_there_or_the_attempt_does_not_start()
    {
        var attempt = Shell("head -c 3 /dev/nothing | wc -c; head -c 2 /dev/zero | wc -c");

        await RunToExitAsync(attempt with { Surroundings = new() { Devices = [new("/dev/null", "/dev/nothing"), new("/dev/zero", "/dev/zero")] } });
        var failed = Assert.IsType<AttemptEvent.FailedToStart>(Assert.Single(await RunAsync(Shell("true") with { Surroundings = new() { Devices = [new("/dev/nvidia99", "/dev/nvidia99")] } })));

        Assert.Equal(["0", "2"], LinesOf(attempt));
        Assert.Equal("CannotCreateContainerError: error gathering device information while adding custom device \"/dev/nvidia99\": no such file or directory", failed.Reason);
    }

    [Fact]
    public async Task What_changes_nothing_for_a_process_is_said_once_in_its_log()
    {
        var attempt = Shell("echo work");

        await RunToExitAsync(attempt with { Surroundings = new() { WithoutEffect = ["privileged"] } });

        Assert.Equal(["LocalBatch: without effect on a process: privileged.", "work"], LinesOf(attempt));
    }

    [Fact]
    public async Task A_user_of_the_definition_is_the_users_own_where_it_may_be_chosen_and_never_root()
    {
        Assert.SkipUnless(Environment.UserName == "root", "only root may choose");
        var nobody = Shell("id -u; touch mine && echo wrote; echo $HOME | wc -l");
        var number = Shell("id -u; id -g");

        await RunToExitAsync(nobody with { Surroundings = new() { User = "nobody" } });
        await RunToExitAsync(number with { Surroundings = new() { User = "1234:2345" } });

        Assert.Equal(["65534", "wrote", "1"], LinesOf(nobody));
        Assert.Equal(["1234", "2345"], LinesOf(number));
    }
}
