using BatchFunctions.Submissions;

namespace BatchFunctions.Tests.Doubles;

internal sealed class InMemoryRecentBodies : IRecentBodies
{
    private readonly Dictionary<string, (string Token, DateTimeOffset Until)> _bodies = [];

    public Task<string> TokenAsync(string body, string fresh, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellation)
    {
        if (!_bodies.TryGetValue(body, out var known) || known.Until < now)
        {
            _bodies[body] = known = (fresh, until);
        }

        return Task.FromResult(known.Token);
    }
}
