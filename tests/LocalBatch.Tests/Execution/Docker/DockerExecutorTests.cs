using LocalBatch.Execution;
using LocalBatch.Execution.Docker;
using Microsoft.Extensions.Time.Testing;

namespace LocalBatch.Tests.Execution.Docker;

/// <summary>The executor against a daemon in the test's hands: in which order it asks, and what it makes of a daemon that dies.</summary>
public sealed class DockerExecutorTests : IAsyncLifetime
{
    private static readonly Attempt Plain = new()
    {
        TaskId = "0123456789abcdef0123456789abcdef",
        JobId = "job",
        Number = 1,
        Image = "image",
        Command = ["true"],
        Environment = new Dictionary<string, string>(),
        Vcpus = 1,
        MemoryMiB = 64,
        LogGroup = "/aws/batch/job",
        LogStreamName = "d/default/t",
        Grace = TimeSpan.FromSeconds(30),
    };

    private readonly FakeDaemon _daemon = new();
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedLogs _logs = new();
    private DockerExecutor? _executor;

    private DockerExecutor Executor => _executor ?? throw new InvalidOperationException("Not started.");

    public ValueTask InitializeAsync()
    {
        _daemon.Start();
        _executor = new(new()
        {
            Endpoint = _daemon.Endpoint,
            WorkRoot = Path.Combine(_daemon.Folder, "work"),
            Logs = _logs,
            Time = _time,
            NewId = Guid.NewGuid,
            DaemonPatience = TimeSpan.FromMinutes(3),
            Gpus = 1,
        });

        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Executor.DisposeAsync();
        await _daemon.DisposeAsync();
    }

    [Fact]
    public async Task It_waits_only_once_the_container_is_started_and_removes_it_only_once_its_end_is_on_disk()
    {
        _daemon.Output.AddRange([(1, "one\ntw"), (2, "error\n"), (1, "o\n")]);
        var running = RunAsync();
        await _daemon.AskedAsync("POST /containers/c1/wait");

        _daemon.End(3);
        var events = await running.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal([new AttemptEvent.Started(), new AttemptEvent.Exited(3, null)], events);
        Assert.Equal(["one", "error", "two"], _logs.Lines(Plain.LogStreamName));
        var calls = _daemon.Calls.ToList();
        Assert.True(calls.IndexOf("POST /containers/c1/start") < calls.IndexOf("POST /containers/c1/wait"));
        Assert.DoesNotContain("DELETE /containers/c1", calls);
        Executor.Acknowledge(Plain.TaskId);
        await _daemon.AskedAsync("DELETE /containers/c1");
    }

    [Fact]
    public async Task A_stop_is_SIGTERM_and_after_the_grace_and_not_before_SIGKILL()
    {
        using CancellationTokenSource stop = new();
        var running = RunAsync(stop);
        await _daemon.AskedAsync("POST /containers/c1/wait");

        await stop.CancelAsync();
        await _daemon.AskedAsync("POST /containers/c1/kill SIGTERM");
        Assert.DoesNotContain("POST /containers/c1/kill SIGKILL", _daemon.Calls);
        await AdvanceUntilAsync(running, TimeSpan.FromSeconds(2));

        Assert.Equal(new AttemptEvent.Exited(137, null), (await running)[^1]);
    }

    [Fact]
    public async Task A_daemon_that_goes_silent_without_breaking_a_connection_is_given_up_too()
    {
        var running = RunAsync();
        await _daemon.AskedAsync("POST /containers/c1/wait");

        _daemon.IsSilent = true;
        await AdvanceUntilAsync(running, TimeSpan.FromSeconds(10));

        Assert.Equal(new AttemptEvent.Exited(null, "DockerTimeoutError: Could not transition to stopped; timed out after waiting 3m0s"), (await running)[^1]);
    }

    [Fact]
    public async Task An_end_of_which_the_wait_is_never_told_is_seen_and_the_output_is_read_to_its_end()
    {
        _daemon.Output.Add((1, "one\n"));
        var running = RunAsync();
        await _daemon.AskedAsync("GET /containers/c1/logs");
        await _daemon.AskedAsync("POST /containers/c1/wait");
        await _logs.LineAsync(Plain.LogStreamName, "one").WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        _daemon.ForgetOpenCalls();
        _daemon.Output.Add((1, "two\n"));
        _daemon.End(4);
        await AdvanceUntilAsync(running, TimeSpan.FromSeconds(2));

        Assert.Equal([new AttemptEvent.Started(), new AttemptEvent.Exited(4, null)], await running);
        Assert.Equal(["one", "two"], _logs.Lines(Plain.LogStreamName));
    }

    [Theory]
    [InlineData(false, "CannotCreateContainerError: Cannot connect to the Docker daemon at ")]
    [InlineData(true, "DockerTimeoutError: Could not transition to created; timed out after waiting 4m0s")]
    public async Task A_creation_whose_answer_is_lost_is_the_daemon_s_fault_and_its_container_goes_with_the_attempt(bool isSilent, string reason)
    {
        // It has told of itself before.
        Assert.Null(await Executor.FindTroubleAsync(TestContext.Current.CancellationToken));
        _daemon.LosesTheAnswerOfACreation = !isSilent;
        _daemon.IsSilent = isSilent;
        var running = RunAsync();
        await _daemon.AskedAsync("POST /containers/create");
        await AdvanceUntilAsync(running, TimeSpan.FromSeconds(10));

        Assert.StartsWith(reason, Assert.IsType<AttemptEvent.FailedToStart>(Assert.Single(await running)).Reason, StringComparison.Ordinal);
        _daemon.IsSilent = false;
        Executor.Acknowledge(Plain.TaskId);
        await _daemon.AskedAsync($"DELETE /containers/localbatch-{Plain.TaskId}");
    }

    [Fact]
    public async Task A_removal_that_the_daemon_refuses_is_asked_for_again()
    {
        _daemon.RefusedRemovals = 1;
        var running = RunAsync();
        await _daemon.AskedAsync("POST /containers/c1/wait");
        _daemon.End(0);
        await running;

        Executor.Acknowledge(Plain.TaskId);

        await AdvanceUntilAsync(_daemon.AskedAsync("DELETE /containers/c1", 2), TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public async Task A_daemon_that_never_answers_does_not_keep_the_stack_from_starting()
    {
        Directory.CreateDirectory(Path.Combine(_daemon.Folder, "work"));
        await File.WriteAllTextAsync(Path.Combine(_daemon.Folder, "work", "id"), "state", TestContext.Current.CancellationToken);
        _daemon.IsSilent = true;

        var trouble = Executor.FindTroubleAsync(TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(trouble, TimeSpan.FromSeconds(10));
        var left = Executor.FindLeftAsync(TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(left, TimeSpan.FromSeconds(10));

        Assert.Contains("no answer for 30 s", await trouble, StringComparison.Ordinal);
        Assert.Empty(await left);
    }

    [Theory]
    [InlineData("running")]
    [InlineData("over")]
    public async Task A_start_whose_answer_is_lost_is_looked_at_and_not_made_twice(string state)
    {
        _daemon.LosesTheAnswerOfAStart = true;
        _daemon.Output.Add((1, "one\n"));
        var running = RunAsync();
        await _daemon.AskedAsync("POST /containers/c1/start");
        if (state == "over")
        {
            _daemon.End(3);
        }

        await AdvanceUntilAsync(_daemon.AskedAsync("POST /containers/c1/wait"), TimeSpan.FromSeconds(0.1));
        _daemon.End(3);
        await AdvanceUntilAsync(running, TimeSpan.FromSeconds(0.1));

        Assert.Equal([new AttemptEvent.Started(), new AttemptEvent.Exited(3, null)], await running);
        Assert.Single(_daemon.Calls, call => call == "POST /containers/c1/start");
        Assert.Equal(["one"], _logs.Lines(Plain.LogStreamName));
    }

    [Fact]
    public async Task Output_that_the_daemon_refuses_for_a_moment_is_asked_for_again()
    {
        _daemon.RefusedLogs = 2;
        _daemon.Output.Add((1, "one\n"));
        var running = RunAsync();
        await AdvanceUntilAsync(_daemon.AskedAsync("GET /containers/c1/logs", 3), TimeSpan.FromSeconds(0.1));

        _daemon.End(0);
        await AdvanceUntilAsync(running, TimeSpan.FromSeconds(0.1));

        Assert.Equal(["one"], _logs.Lines(Plain.LogStreamName));
    }

    [Fact]
    public async Task A_daemon_that_is_killed_and_comes_back_tells_the_end_once_and_each_line_once()
    {
        _daemon.Output.Add((1, "one\n"));
        var running = RunAsync();
        await _daemon.AskedAsync("GET /containers/c1/logs");
        await _daemon.AskedAsync("POST /containers/c1/wait");
        await _logs.LineAsync(Plain.LogStreamName, "one").WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        _daemon.Kill();
        _daemon.Output.Add((1, "two\n"));
        _daemon.Start();
        _daemon.End(0);
        // In small steps: the rest of the output is waited for by the same clock.
        await AdvanceUntilAsync(running, TimeSpan.FromSeconds(0.1));

        Assert.Equal([new AttemptEvent.Started(), new AttemptEvent.Exited(0, null)], await running);
        Assert.Equal(["one", "two"], _logs.Lines(Plain.LogStreamName));
    }

    [Fact]
    public async Task A_daemon_that_stays_away_is_given_up_after_its_patience_in_the_agent_s_words()
    {
        var running = RunAsync();
        await _daemon.AskedAsync("POST /containers/c1/wait");

        _daemon.Kill();
        await AdvanceUntilAsync(running, TimeSpan.FromSeconds(30));

        Assert.Equal(new AttemptEvent.Exited(null, "DockerTimeoutError: Could not transition to stopped; timed out after waiting 3m0s"), (await running)[^1]);
    }

    [Fact]
    public async Task What_the_daemon_refuses_to_make_has_its_words()
    {
        _daemon.Refusal = (400, """{"message":"invalid reference format"}""");

        var events = await RunAsync();

        Assert.Equal([new AttemptEvent.FailedToStart(null, "CannotCreateContainerError: Error response from daemon: invalid reference format")], events);
    }

    [Fact]
    public async Task The_GPUs_of_a_container_that_nobody_takes_up_are_free_again()
    {
        var root = Directory.CreateDirectory(Path.Combine(_daemon.Folder, "work")).FullName;
        await File.WriteAllTextAsync(Path.Combine(root, "id"), "state", TestContext.Current.CancellationToken);
        _daemon.Left = """[{"Id":"c0","State":"running","Labels":{"localbatch.task":"lost","localbatch.container":"lost","localbatch.gpus":"0"} }]""";
        _daemon.Refusal = (400, """{"message":"asked"}""");

        var left = await Executor.FindLeftAsync(TestContext.Current.CancellationToken);
        Executor.KeepOnly(new HashSet<string>());
        var events = await RunAsync(attempt: Plain with { Surroundings = new() { Gpus = 1 } });

        Assert.Equal(["lost"], left);
        await _daemon.AskedAsync("DELETE /containers/c0");
        Assert.Equal([new AttemptEvent.FailedToStart(null, "CannotCreateContainerError: Error response from daemon: asked")], events);
    }

    private async Task<List<AttemptEvent>> RunAsync(CancellationTokenSource? stop = null, Attempt? attempt = null)
    {
        List<AttemptEvent> events = [];
        await foreach (var happened in Executor.RunAsync(attempt ?? Plain, stop?.Token ?? CancellationToken.None))
        {
            events.Add(happened);
        }

        return events;
    }

    /// <summary>Lets time pass until it has ended: each step only once what the last one woke has had its turn.</summary>
    private async Task AdvanceUntilAsync(Task ended, TimeSpan step)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        while (!ended.IsCompleted)
        {
            Assert.False(patience.IsCancellationRequested, "It does not end; the daemon was asked for: " + string.Join(", ", _daemon.Calls));
            _time.Advance(step);
            await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken));
        }
    }
}
