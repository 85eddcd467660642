using LocalBatch.Execution;
using LocalBatch.Execution.Containers;
using LocalBatch.Execution.Processes;

namespace LocalBatch.Tests.Execution;

/// <summary>Several containers as processes of this machine. bubblewrap is installed by CI; mounts need it.</summary>
public sealed class TaskRunTests : ProcessExecutorTestBase
{
    private const string TaskId = "0123456789abcdef0123456789abcd00";

    private protected override ProcessExecutorOptions Options(ProcessExecutorOptions options) => options with
    {
        Secrets = SecretValues.Parse("""{"db": "{\"user\": \"robot\", \"pass\": \"word\"}", "plain": "text"}"""),
    };

    [Fact]
    public async Task Containers_share_a_volume_that_goes_with_the_task_and_each_has_its_own_log()
    {
        var prepare = Container("prepare", "echo made >/data/file; echo prepared", OfTask("/data")) with { IsEssential = false };
        var main = Container("main", "cat /data/file; test -w /data/file || echo read-only", OfTask("/data", isReadOnly: true)).After("prepare", ContainerCondition.Success);

        var events = await RunTaskAsync(main, prepare);

        var end = Assert.IsType<AttemptEvent.Exited>(events[^1]);
        Assert.Equal([new("main", 0, null, true), new("prepare", 0, null, true)], end.Containers);
        Assert.Equal(["prepared"], LinesOf(prepare.Attempt));
        Assert.Equal(["made", "read-only"], LinesOf(main.Attempt));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Root).Where(Directory.Exists).SelectMany(Directory.EnumerateFileSystemEntries));
    }

    [Fact]
    public async Task An_essential_container_s_end_stops_the_others_by_SIGTERM_to_their_first_process()
    {
        var side = Container("side", "trap 'echo told; exit 9' TERM; echo up; while :; do sleep 0.1; done") with { IsEssential = false };
        var main = Container("main", "while ! grep -q x /data/go 2>/dev/null; do sleep 0.05; done", OfTask("/data"));
        var starter = Container("starter", "echo x >/data/go", OfTask("/data")).After("side", ContainerCondition.Start) with { IsEssential = false };

        var events = await RunTaskAsync(main, side, starter);

        var end = Assert.IsType<AttemptEvent.Exited>(events[^1]);
        Assert.Equal(0, end.ExitCode);
        Assert.Equal(9, end.Containers[1].ExitCode);
    }

    [Fact]
    public async Task A_stopped_task_asks_each_container_and_kills_what_does_not_hear_after_its_own_stop_time_out()
    {
        using var stop = new CancellationTokenSource();
        var deaf = Container("deaf", "trap '' TERM; echo up; sleep 60") is var plan ? plan with { Attempt = plan.Attempt with { Grace = TimeSpan.FromMilliseconds(200) } } : null;
        var polite = Container("polite", "trap 'exit 3' TERM; echo up; while :; do sleep 0.1; done");
        var running = RunTaskAsync(stop.Token, deaf!, polite);
        await PrintedAsync(deaf!.Attempt, "up");
        await PrintedAsync(polite.Attempt, "up");

        await stop.CancelAsync();
        var end = Assert.IsType<AttemptEvent.Exited>((await running)[^1]);

        Assert.Equal([137, 3], end.Containers.Select(container => container.ExitCode));
    }

    [Fact]
    public async Task The_task_s_memory_is_the_limit_of_its_containers_together()
    {
        const string hold = """exec awk 'BEGIN { s = "0123456789abcdef"; while (length(s) < 67108864) s = s s; while (1) system("sleep 1") }'""";
        var group = new ContainerGroup(TaskId, 110);
        var a = Container("a", hold);
        var b = Container("b", hold);

        var events = await RunTaskAsync([a with { Attempt = a.Attempt with { Group = group } }, b with { Attempt = b.Attempt with { Group = group, Grace = TimeSpan.FromMilliseconds(200) } }]);

        var end = Assert.IsType<AttemptEvent.Exited>(events[^1]);
        Assert.Contains(end.Containers, container => container.Reason == "OutOfMemoryError: Container killed due to memory usage");
    }

    [Fact]
    public async Task A_daemon_that_left_its_container_ends_with_that_container_and_not_with_another_of_the_job()
    {
        // Both carry the job's id in their environment; only the folders tell them apart.
        var keeper = Container("keeper", "setsid sh -c 'HOME=/ TMPDIR=/ exec sleep 300' & echo $! >/data/pid; sleep 0.5; kill -0 $(cat /data/pid) && echo alive", OfTask("/data"));
        var brief = Container("brief", "true") with { IsEssential = false };

        var events = await RunTaskAsync(WithJobId(keeper), WithJobId(brief));

        Assert.Equal(0, Assert.IsType<AttemptEvent.Exited>(events[^1]).ExitCode);
        Assert.Equal(["alive"], LinesOf(keeper.Attempt));
    }

    [Fact]
    public async Task Part_of_a_volume_is_mounted_alone_and_never_through_a_link()
    {
        var first = Container("first", "mkdir /data/in && echo inner >/data/in/file && ln -s /etc /data/out", OfTask("/data"));
        var part = Container("part", "cat /part/file", [new("/part", new VolumeSource.OfAttempt("data"), false) { SubPath = "in" }]).After("first", ContainerCondition.Success);
        var through = Container("through", "cat /part/passwd", [new("/part", new VolumeSource.OfAttempt("data"), false) { SubPath = "out" }]).After("first", ContainerCondition.Success);

        var events = await RunTaskAsync([.. new[] { first, part, through }.Select(plan => plan with { IsOfPod = true })]);

        Assert.Equal(["inner"], LinesOf(part.Attempt));
        Assert.Contains("the subPath out leads through a link", events[^1].Containers[2].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_a_file_for_each_of_its_keys_and_one_that_is_missing_fails_the_start()
    {
        var reads = Container("reads", "cat /keys/user /keys/pass; ls /none", [new("/keys", new VolumeSource.Secret("db", false), true), new("/none", new VolumeSource.Secret("nothing", true), true)]);
        Assert.Equal(0, Assert.IsType<AttemptEvent.Exited>((await RunTaskAsync(reads))[^1]).ExitCode);
        Assert.Equal(["robotword"], LinesOf(reads.Attempt));

        var missing = Container("missing", "true", [new("/keys", new VolumeSource.Secret("nothing", false), true)]);
        Assert.Contains("secret \"nothing\" not found", Assert.IsType<AttemptEvent.FailedToStart>((await RunTaskAsync(missing))[^1]).Reason, StringComparison.Ordinal);

        var plain = Container("plain", "true", [new("/keys", new VolumeSource.Secret("plain", false), true)]);
        Assert.Contains("must be a JSON object", Assert.IsType<AttemptEvent.FailedToStart>((await RunTaskAsync(plain))[^1]).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_of_the_log_driver_that_is_missing_fails_the_start_in_AWS_s_words()
    {
        var attempt = Shell("echo never") with { Surroundings = new() { LogSecrets = [new("token", "arn:aws:secretsmanager:us-east-1:123456789012:secret:splunk-AbCdEf")] } };

        var events = await RunAsync(attempt);

        Assert.StartsWith(
            "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: arn:aws:secretsmanager",
            Assert.IsType<AttemptEvent.FailedToStart>(Assert.Single(events)).Reason, StringComparison.Ordinal);
    }

    private static ContainerPlan WithJobId(ContainerPlan plan) => plan with
    {
        Attempt = plan.Attempt with { JobId = "the-job", Environment = new Dictionary<string, string> { ["AWS_BATCH_JOB_ID"] = "the-job" } },
    };

    private static IReadOnlyList<Mount> OfTask(string place, bool isReadOnly = false) => [new(place, new VolumeSource.OfAttempt("data"), isReadOnly)];

    private ContainerPlan Container(string name, string script, IReadOnlyList<Mount>? mounts = null)
    {
        var attempt = Shell(script) with { Group = new(TaskId, 4096) };

        return new(name, mounts is null ? attempt : attempt with { Surroundings = new() { Mounts = mounts } });
    }

    private Task<List<AttemptEvent>> RunTaskAsync(params ContainerPlan[] containers) => RunTaskAsync(CancellationToken.None, containers);

    private async Task<List<AttemptEvent>> RunTaskAsync(CancellationToken stop, params ContainerPlan[] containers)
    {
        List<AttemptEvent> events = [];
        var task = Attempt("unused") with { TaskId = TaskId, Containers = containers };
        await foreach (var happened in TaskRun.RunAsync(Executor, task, TimeProvider.System, (_, exception) => throw exception, stop))
        {
            events.Add(happened);
        }

        return events;
    }
}
