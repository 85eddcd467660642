using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LocalBatch.Execution;

namespace LocalBatch.Tests.Support;

/// <summary>Runs nothing: a test says what happens to each attempt. The same attempt started twice is a failure.</summary>
internal sealed class FakeExecutor : IJobExecutor
{
    private readonly ConcurrentDictionary<string, FakeRun> _byTask = new();
    private readonly Channel<FakeRun> _started = Channel.CreateUnbounded<FakeRun>();
    private readonly Channel<bool> _forgotten = Channel.CreateUnbounded<bool>();

    /// <summary>What every attempt does by itself; without it attempts wait for the test.</summary>
    public Func<Attempt, AttemptEvent[]>? Script { get; set; }

    public IReadOnlyCollection<FakeRun> Runs => [.. _byTask.Values];

    /// <summary>Attempts that broke a promise of the engine.</summary>
    public ConcurrentQueue<string> Unexpected { get; } = new();

    /// <summary>Tasks whose jobs are past their retention.</summary>
    public ConcurrentQueue<string> Forgotten { get; } = new();

    /// <summary>Tasks that an earlier life has left.</summary>
    public IReadOnlySet<string> Left { get; init; } = new HashSet<string>();

    /// <summary>Tasks that go on, of those.</summary>
    public IReadOnlySet<string> Kept { get; private set; } = new HashSet<string>();

    /// <summary>Tasks whose end is on disk.</summary>
    public ConcurrentQueue<string> Acknowledged { get; } = new();

    public Task<IReadOnlySet<string>> FindLeftAsync(CancellationToken cancellation) => Task.FromResult(Left);

    public void KeepOnly(IReadOnlySet<string> taskIds) => Kept = taskIds;

    public void Acknowledge(string taskId) => Acknowledged.Enqueue(taskId);

    /// <summary>The next attempt the engine starts.</summary>
    public async Task<FakeRun> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            return await _started.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException("The engine started no attempt.");
        }
    }

    public bool HasStarted => _started.Reader.TryPeek(out _);

    public void Forget(IReadOnlyList<string> taskIds)
    {
        foreach (var task in taskIds)
        {
            Forgotten.Enqueue(task);
            _forgotten.Writer.TryWrite(true);
        }
    }

    /// <summary>Until it has heard of so many tasks.</summary>
    public async Task HearsOfAsync(int tasks)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        for (var heard = 0; heard < tasks; heard++)
        {
            try
            {
                await _forgotten.Reader.ReadAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"The engine told of {heard} tasks and not of {tasks}.");
            }
        }
    }

    public async IAsyncEnumerable<AttemptEvent> RunAsync(Attempt attempt, [EnumeratorCancellation] CancellationToken stop)
    {
        var run = new FakeRun(attempt, stop);
        if (!_byTask.TryAdd(attempt.TaskId, run))
        {
            Unexpected.Enqueue($"Task {attempt.TaskId} of job {attempt.JobId} was started twice.");
        }

        if (Script is { } script)
        {
            foreach (var happened in script(attempt))
            {
                yield return happened;
            }

            yield break;
        }

        await _started.Writer.WriteAsync(run, CancellationToken.None);
        await foreach (var happened in run.Events.ReadAllAsync(CancellationToken.None))
        {
            yield return happened;
        }
    }
}

/// <summary>One attempt in a test's hands.</summary>
internal sealed class FakeRun
{
    private readonly Channel<AttemptEvent> _events = Channel.CreateUnbounded<AttemptEvent>();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FakeRun(Attempt attempt, CancellationToken stop)
    {
        Attempt = attempt;
        stop.Register(OnStop);
    }

    public Attempt Attempt { get; }

    /// <summary>Whether the engine has asked it to end.</summary>
    public bool IsAskedToStop => _stopped.Task.IsCompleted;

    /// <summary>The exit code when asked to end; <c>null</c>: the test ends it.</summary>
    public int? ExitOnStop { get; set; } = 143;

    public ChannelReader<AttemptEvent> Events => _events.Reader;

    public Task AskedToStopAsync() => _stopped.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public void Start() => _events.Writer.TryWrite(new AttemptEvent.Started());

    public void Exit(int? code, string? reason = null) => End(new AttemptEvent.Exited(code, reason));

    public void FailToStart(string reason, int? code = null) => End(new AttemptEvent.FailedToStart(code, reason));

    private void End(AttemptEvent end)
    {
        _events.Writer.TryWrite(end);
        _events.Writer.TryComplete();
    }

    private void OnStop()
    {
        _stopped.TrySetResult();
        if (ExitOnStop is { } code)
        {
            Exit(code);
        }
    }
}
