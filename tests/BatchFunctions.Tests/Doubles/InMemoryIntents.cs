using BatchFunctions.Intents;
using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.Doubles;

internal sealed class InMemoryIntents : IIntentStore
{
    private readonly Dictionary<string, Intent> _intents = [];

    public int Count => _intents.Count;

    public Task<bool> CreateAsync(Intent intent, CancellationToken cancellation) => Task.FromResult(_intents.TryAdd(intent.Token, intent));

    public Task<Intent?> FindAsync(string token, CancellationToken cancellation) => Task.FromResult(_intents.GetValueOrDefault(token));

    public Task<bool> LeaseAsync(Intent seen, string owner, DateTimeOffset until, CancellationToken cancellation)
    {
        var isFree = _intents.TryGetValue(seen.Token, out var known)
            && known.LeaseOwner == seen.LeaseOwner && known.LeaseUntil == seen.LeaseUntil && !known.IsSettled;
        if (isFree)
        {
            _intents[seen.Token] = _intents[seen.Token] with { LeaseOwner = owner, LeaseUntil = until, AbandonedAt = null };
        }

        return Task.FromResult(isFree);
    }

    public Task<bool> BeginAsync(string token, string owner, Doubt doubt, CancellationToken cancellation)
    {
        var isOurs = _intents.TryGetValue(token, out var known) && known.LeaseOwner == owner && !known.IsSettled;
        if (isOurs)
        {
            _intents[token] = _intents[token] with { Doubt = doubt, LookUpPosition = null };
        }

        return Task.FromResult(isOurs);
    }

    public Task PauseAsync(string token, string owner, string position, CancellationToken cancellation)
    {
        if (_intents.TryGetValue(token, out var known) && known.LeaseOwner == owner)
        {
            _intents[token] = known with { LeaseUntil = DateTimeOffset.UnixEpoch, LookUpPosition = position };
        }

        return Task.CompletedTask;
    }

    public Task ReleaseAsync(string token, string owner, Doubt? doubt, CancellationToken cancellation)
    {
        if (_intents.TryGetValue(token, out var known) && known.LeaseOwner == owner)
        {
            _intents[token] = known with { LeaseUntil = DateTimeOffset.UnixEpoch, Doubt = doubt, LookUpPosition = null };
        }

        return Task.CompletedTask;
    }

    public Task<Intent?> SettleAsync(string token, string jobId, CancellationToken cancellation)
    {
        if (!_intents.TryGetValue(token, out var known))
        {
            return Task.FromResult<Intent?>(null);
        }

        _intents[token] = known with { JobId = known.JobId ?? jobId, Refusal = null, AbandonedAt = null };
        return Task.FromResult<Intent?>(_intents[token]);
    }

    public Task RefuseAsync(string token, string reason, CancellationToken cancellation)
    {
        if (_intents.TryGetValue(token, out var known) && known.JobId is null)
        {
            _intents[token] = known with { Refusal = reason };
        }

        return Task.CompletedTask;
    }

    public Task AbandonAsync(string token, DateTimeOffset at, CancellationToken cancellation)
    {
        if (_intents.TryGetValue(token, out var known) && !known.IsSettled)
        {
            _intents[token] = known with { AbandonedAt = at };
        }

        return Task.CompletedTask;
    }
}
