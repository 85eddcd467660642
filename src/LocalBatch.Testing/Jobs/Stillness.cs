namespace LocalBatch.Testing.Jobs;

/// <summary>
/// Knows whether anything is going on: a turn to come, an attempt that is neither over nor waiting for the clock, an event that is
/// not told. Asked from any thread.
/// </summary>
internal sealed class Stillness(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (DateTimeOffset Until, bool HasStarted)> _waiting = new(StringComparer.Ordinal);
    private readonly List<TaskCompletionSource> _askers = [];
    private IReadOnlyList<(string Task, bool IsStarting)> _running = [];
    private long _happened;
    private long _told;

    /// <summary>Waits until time has passed for an attempt.</summary>
    /// <param name="hasStarted">It has said that it runs: until the engine has heard so, something is going on.</param>
    /// <param name="passing">Ends at that time, or is cancelled.</param>
    /// <returns>Whether it all passed; not where the attempt was stopped before.</returns>
    public async Task<bool> PassAsync(string taskId, bool hasStarted, DateTimeOffset until, Task passing)
    {
        Change(() => _waiting[taskId] = (until, hasStarted));
        try
        {
            await passing;

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            Change(() => _waiting.Remove(taskId));
        }
    }

    /// <summary>A turn of the engine has ended.</summary>
    /// <param name="running">Tasks that have a host, and whether they are STARTING.</param>
    /// <param name="happened">Events of jobs in this turn.</param>
    public void TurnEnded(IReadOnlyList<(string Task, bool IsStarting)> running, int happened) => Change(() =>
    {
        _running = running;
        _happened += happened;
    });

    /// <summary>Events have been taken by everybody that they are for.</summary>
    public void Told(int events) => Change(() => _told += events);

    /// <summary>Ends when nothing is going on. The engine has had a turn since the question.</summary>
    public Task WaitAsync(CancellationToken cancellation)
    {
        TaskCompletionSource asker = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Change(() => _askers.Add(asker));

        return asker.Task.WaitAsync(cancellation);
    }

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            if (_askers.Count == 0 || _told < _happened || _running.Any(one => !IsWaiting(one.Task, one.IsStarting)))
            {
                return;
            }

            foreach (var asker in _askers)
            {
                asker.TrySetResult();
            }

            _askers.Clear();
        }
    }

    private bool IsWaiting(string task, bool isStarting) =>
        _waiting.TryGetValue(task, out var waiting) && waiting.Until > time.GetUtcNow() && !(isStarting && waiting.HasStarted);
}
