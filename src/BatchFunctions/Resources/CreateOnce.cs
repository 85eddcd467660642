using System.Net;
using Amazon.Runtime;
using BatchFunctions.Http;

namespace BatchFunctions.Resources;

/// <summary>
/// Carries a request out once for its key, however often it comes and wherever it was interrupted: it is written down
/// first, and one who finds it unfinished looks for what it may have made before making it again.
/// </summary>
internal sealed class CreateOnce(IKeptRequests kept, TimeProvider time)
{
    /// <summary>Longer than a function may run, so that a lease that is over means that nobody is at it.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <param name="find">Looks for what the request with this token has made.</param>
    /// <param name="create">Makes it, marked with the token.</param>
    /// <exception cref="ProblemException">The key stands for another request, or the request is being carried out.</exception>
    public async Task<CreatedResource> RunAsync(
        KeyedRequest request, Func<string, Task<CreatedResource?>> find, Func<Task<CreatedResource>> create, CancellationToken cancellation)
    {
        if (request.Token is not { } token)
        {
            return await create();
        }

        var now = time.GetUtcNow();
        var mine = new KeptRequest(token, request.Hash, now + Lease);
        if (await kept.CreateAsync(mine, now, cancellation))
        {
            return await CreateAsync(mine, create, cancellation);
        }

        var known = await kept.FindAsync(token, cancellation);
        if (known is { Result: { } result } && known.RequestHash == request.Hash)
        {
            return result;
        }

        await TakeOverAsync(known, mine, now, cancellation);

        return await find(token) is { } found ? await KeepAsync(token, found, cancellation) : await CreateAsync(mine, create, cancellation);
    }

    private async Task TakeOverAsync(KeptRequest? known, KeptRequest mine, DateTimeOffset now, CancellationToken cancellation)
    {
        if (known is not null && known.RequestHash != mine.RequestHash)
        {
            throw new ProblemException(Problem.Unprocessable("This Idempotency-Key stands for another request."));
        }

        if (known is null || known.LeaseUntil > now || !await kept.LeaseAsync(known, mine.LeaseUntil, cancellation))
        {
            throw new ProblemException(Problem.Conflict("A request under this Idempotency-Key is being carried out.") with
            {
                RetryAfter = known?.LeaseUntil > now ? known.LeaseUntil - now : Lease,
            });
        }
    }

    private async Task<CreatedResource> CreateAsync(KeptRequest mine, Func<Task<CreatedResource>> create, CancellationToken cancellation)
    {
        try
        {
            return await KeepAsync(mine.Token, await create(), cancellation);
        }
        catch (AmazonServiceException exception) when (exception.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError)
        {
            // Nothing was made: the same key may be tried again at once.
            await kept.LeaseAsync(mine, DateTimeOffset.UnixEpoch, cancellation);
            throw;
        }
    }

    private async Task<CreatedResource> KeepAsync(string token, CreatedResource result, CancellationToken cancellation)
    {
        await kept.SettleAsync(token, result, cancellation);

        return result;
    }
}
