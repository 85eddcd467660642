using BatchFunctions.Tracking;

namespace BatchFunctions.Tests.Doubles;

internal sealed class InMemorySweepLease : ISweepLease
{
    private string? _owner;

    private DateTimeOffset? _until;

    public Task<DateTimeOffset?> TakeAsync(string owner, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellation)
    {
        if (_owner != owner && _until >= now)
        {
            return Task.FromResult(_until);
        }

        (_owner, _until) = (owner, until);

        return Task.FromResult<DateTimeOffset?>(null);
    }

    public Task GiveBackAsync(string owner, CancellationToken cancellation)
    {
        _until = _owner == owner ? null : _until;

        return Task.CompletedTask;
    }
}
