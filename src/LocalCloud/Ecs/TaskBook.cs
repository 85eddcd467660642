using System.Collections.Concurrent;
using System.Security.Cryptography;
using LocalBatch.Execution;
using LocalCloud.Gateway;
using LocalCloud.Iam;

namespace LocalCloud.Ecs;

/// <summary>The tasks that run now, by the secrets they know, and the credentials they were given.</summary>
internal sealed class TaskBook(RoleNames roles, Sessions sessions, TimeProvider time)
{
    private const int SecretLength = 32;

    // AWS: credentials of a task are good for 6 hours (ECS developer guide, task IAM role).
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(6);

    // SDKs ask again at every call once less than about 16 minutes are left (AWSSDK.Core); with this they never see so little.
    private static readonly TimeSpan LeastLeft = TimeSpan.FromHours(1);

    // Attempts begin and end on threads of their own, while their requests come on others.
    private readonly ConcurrentDictionary<string, RunningTask> _byPath = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RunningTask> _byToken = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<RunningTask, List<TaskKeys>> _keys = new(ReferenceEqualityComparer.Instance);

    public RunningTask Enter(Attempt attempt, EcsTask facts)
    {
        RunningTask task = new(attempt, facts, roles.Of(facts), NewSecret(), NewSecret(), time.GetUtcNow());
        _keys[task] = [];
        _byToken[task.Token] = task;
        _byPath[task.PathSecret] = task;

        return task;
    }

    public void Started(RunningTask task) => task.StartedAt = time.GetUtcNow();

    /// <summary>The attempt is over: its secrets and its credentials are worth nothing any more.</summary>
    public void Leave(RunningTask task)
    {
        _byPath.TryRemove(task.PathSecret, out _);
        _byToken.TryRemove(task.Token, out _);
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

            var keys = sessions.Open(Caller.Session(role, task.Attempt.TaskId), now, Lifetime);
            given.Add(new(keys, now + Lifetime - LeastLeft));

            return keys;
        }
    }

    private static string NewSecret() => RandomNumberGenerator.GetHexString(SecretLength, lowercase: true);
}
