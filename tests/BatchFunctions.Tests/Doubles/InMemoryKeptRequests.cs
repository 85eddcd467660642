using BatchFunctions.Resources;

namespace BatchFunctions.Tests.Doubles;

internal sealed class InMemoryKeptRequests : IKeptRequests
{
    private readonly Dictionary<string, KeptRequest> _kept = [];

    /// <summary>The process ends before the next result is written down.</summary>
    public bool CrashesOnSettle { get; set; }

    /// <summary>The answer of the next write is lost, and the SDK makes it again.</summary>
    public bool LosesAnswer { get; set; }

    public Task<bool> CreateAsync(KeptRequest request, DateTimeOffset now, CancellationToken cancellation)
    {
        var isNew = _kept.TryAdd(request.Token, request);

        return Task.FromResult(isNew && !WasLost());
    }

    public Task<KeptRequest?> FindAsync(string token, CancellationToken cancellation) => Task.FromResult(_kept.GetValueOrDefault(token));

    public Task<bool> LeaseAsync(KeptRequest seen, string owner, DateTimeOffset until, CancellationToken cancellation)
    {
        if (_kept.GetValueOrDefault(seen.Token) is not { Result: null } known || known.LeaseUntil != seen.LeaseUntil)
        {
            return Task.FromResult(false);
        }

        _kept[seen.Token] = known with { LeaseOwner = owner, LeaseUntil = until };
        return Task.FromResult(!WasLost());
    }

    public Task SettleAsync(string token, CreatedResource result, CancellationToken cancellation)
    {
        if (CrashesOnSettle)
        {
            CrashesOnSettle = false;
            throw new Crash();
        }

        if (_kept.GetValueOrDefault(token) is { Result: null } known)
        {
            _kept[token] = known with { Result = result };
        }

        return Task.CompletedTask;
    }

    private bool WasLost()
    {
        var wasLost = LosesAnswer;
        LosesAnswer = false;

        return wasLost;
    }
}
