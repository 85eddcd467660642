using System.Collections.Concurrent;
using LocalBatch.Execution;
using LocalCloud.Gateway;
using LocalCloud.Iam;

namespace LocalCloud.Ecs;

/// <summary>The tasks that run now, by the secrets they know, and the credentials they were given.</summary>
/// <param name="roles">The roles of tasks.</param>
/// <param name="sessions">Where their keys are known.</param>
/// <param name="time">The clock.</param>
/// <param name="known">Adds to a caller what is known of the job with the id given; <c>null</c> for nothing.</param>
/// <param name="secrets">Of tasks; <c>null</c> where none outlives the stack.</param>
internal sealed class TaskBook(RoleNames roles, Sessions sessions, TimeProvider time, Func<Caller, string, Caller>? known = null, TaskSecrets? secrets = null)
{
    // AWS: credentials of a task are good for 6 hours (ECS developer guide, task IAM role).
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(6);

    // SDKs ask again at every call once less than about 16 minutes are left (AWSSDK.Core); with this they never see so little.
    private static readonly TimeSpan LeastLeft = TimeSpan.FromHours(1);

    // Nobody remembers how many keys a task was given before the stack died: so many are good for its first two days.
    private const int KeysTakenUp = 10;

    private readonly TaskSecrets _secrets = secrets ?? TaskSecrets.OfThisLife();

    // Attempts begin and end on threads of their own, while their requests come on others.
    private readonly ConcurrentDictionary<string, RunningTask> _byPath = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RunningTask> _byToken = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, List<RunningTask>> _containers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<RunningTask, List<TaskKeys>> _keys = new(ReferenceEqualityComparer.Instance);

    /// <param name="attempt">What runs.</param>
    /// <param name="facts">What it is on AWS.</param>
    /// <param name="isTakenUp">It began in an earlier life of the stack: the keys that it was given there are good again.</param>
    public RunningTask Enter(Attempt attempt, EcsTask facts, bool isTakenUp = false)
    {
        RunningTask task = new(attempt, facts, roles.Of(facts), _secrets.Word(attempt.TaskId, "path"), _secrets.Word(attempt.TaskId, "token"), time.GetUtcNow());
        _keys[task] = isTakenUp && task.RoleArn is { } role ? [.. Enumerable.Range(0, KeysTakenUp).Select(index => TakeUp(task, role, index))] : [];
        _byToken[task.Token] = task;
        _byPath[task.PathSecret] = task;
        var containers = _containers.GetOrAdd(facts.TaskArn, _ => []);
        lock (containers)
        {
            containers.Add(task);
        }

        return task;
    }

    public void Started(RunningTask task) => task.StartedAt = time.GetUtcNow();

    /// <summary>The containers of its task that were started so far, those that have ended among them.</summary>
    public IReadOnlyList<RunningTask> ContainersOf(RunningTask task)
    {
        if (!_containers.TryGetValue(task.Task.TaskArn, out var containers))
        {
            return [task];
        }

        lock (containers)
        {
            return [.. containers];
        }
    }

    /// <summary>The program has ended.</summary>
    public void Ended(RunningTask task, int? exitCode) => task.Stopped = new(exitCode, time.GetUtcNow());

    /// <summary>All containers of the task have ended.</summary>
    /// <param name="taskId">Last part of its ARN.</param>
    public void Release(string taskId)
    {
        foreach (var arn in _containers.Keys.Where(arn => arn.EndsWith("/" + taskId, StringComparison.Ordinal)))
        {
            _containers.TryRemove(arn, out _);
        }
    }

    /// <summary>The attempt is over: its secrets and its credentials are worth nothing any more.</summary>
    public void Leave(RunningTask task)
    {
        _byPath.TryRemove(task.PathSecret, out _);
        _byToken.TryRemove(task.Token, out _);
        if (task.Attempt.Group is null)
        {
            _containers.TryRemove(task.Task.TaskArn, out _);
        }

        if (_keys.TryRemove(task, out var given))
        {
            // Whoever is being given keys at this moment either has them in the list already, or finds it closed.
            lock (given)
            {
                given.ForEach(keys => sessions.Close(keys.Keys));
                given.Clear();
            }
        }
    }

    public RunningTask? ByPath(string secret) => _byPath.GetValueOrDefault(secret);

    public RunningTask? ByToken(string token) => _byToken.GetValueOrDefault(token);

    /// <summary>Credentials of the task's role with an hour left at least; <c>null</c> where it has no role, or has ended.</summary>
    public SessionKeys? KeysOf(RunningTask task)
    {
        if (task.RoleArn is not { } role || !_keys.TryGetValue(task, out var given))
        {
            return null;
        }

        lock (given)
        {
            var now = time.GetUtcNow();
            if (given is [.., var last] && now < last.FreshUntil)
            {
                return last.Keys;
            }

            if (!_keys.ContainsKey(task))
            {
                return null;
            }

            var keys = _secrets.Keys(task.Attempt.TaskId, given.Count, CallerOf(task, role), now + Lifetime);
            sessions.Open(keys, now);
            given.Add(new(keys, now + Lifetime - LeastLeft));

            return keys;
        }
    }

    /// <summary>Credentials of the task's role that are good until it ends; <c>null</c> where it has no role.</summary>
    public SessionKeys? KeysForLife(RunningTask task)
    {
        if (task.RoleArn is not { } role || !_keys.TryGetValue(task, out var given))
        {
            return null;
        }

        lock (given)
        {
            var keys = _secrets.Keys(task.Attempt.TaskId, given.Count, CallerOf(task, role), null);
            sessions.Open(keys, time.GetUtcNow());
            given.Add(new(keys, DateTimeOffset.MinValue));

            return keys;
        }
    }

    private Caller CallerOf(RunningTask task, string role)
    {
        var caller = Caller.Session(role, task.TaskId);

        return known?.Invoke(caller, task.Attempt.JobId) ?? caller;
    }

    private TaskKeys TakeUp(RunningTask task, string role, int index)
    {
        var keys = _secrets.Keys(task.Attempt.TaskId, index, CallerOf(task, role), null);
        sessions.Open(keys, time.GetUtcNow());

        return new(keys, DateTimeOffset.MinValue);
    }
}
