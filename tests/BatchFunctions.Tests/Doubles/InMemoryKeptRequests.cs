using BatchFunctions.Resources;

namespace BatchFunctions.Tests.Doubles;

internal sealed class InMemoryKeptRequests : IKeptRequests
{
    private readonly Dictionary<string, KeptRequest> _kept = [];

    /// <summary>The process ends before the next result is written down.</summary>
    public bool CrashesOnSettle { get; set; }

    public Task<bool> CreateAsync(KeptRequest request, DateTimeOffset now, CancellationToken cancellation) =>
        Task.FromResult(_kept.TryAdd(request.Token, request));

    public Task<KeptRequest?> FindAsync(string token, CancellationToken cancellation) => Task.FromResult(_kept.GetValueOrDefault(token));

    public Task<bool> LeaseAsync(KeptRequest seen, DateTimeOffset until, CancellationToken cancellation)
    {
        if (_kept.GetValueOrDefault(seen.Token) is not { Result: null } known || known.LeaseUntil != seen.LeaseUntil)
        {
            return Task.FromResult(false);
        }

        _kept[seen.Token] = known with { LeaseUntil = until };
        return Task.FromResult(true);
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
}
