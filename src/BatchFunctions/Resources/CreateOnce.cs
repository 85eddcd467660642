using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Runtime;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>
/// Carries a request out once for its key, however often it comes and wherever it was interrupted: it is written down
/// first, and one who finds it unfinished looks for what it may have made before making it again.
/// </summary>
internal sealed class CreateOnce(IKeptRequests kept, SingleSend sends, TimeProvider time, Func<Guid> newId)
{
    /// <summary>Longer than a function may run, so that a lease that is over means that nobody is at it.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Answers the POST of a kind of resource.</summary>
    /// <param name="path">Of the list that it is added to.</param>
    /// <param name="kind">See <see cref="ResourceAnswer.Created"/>.</param>
    /// <param name="complete">Puts our mark among the tags, and takes over what the path says.</param>
    /// <param name="find">Looks for what the request with this token has made.</param>
    /// <param name="create">Makes it.</param>
    /// <param name="function">The handler, which is the route's name.</param>
    public Task<IHttpResult> AnswerAsync<T>(
        APIGatewayHttpApiV2ProxyRequest request,
        ILambdaContext context,
        string path,
        string kind,
        JsonTypeInfo<T> shape,
        Action<T, KeyedRequest> complete,
        Func<T, string, CancellationToken, Task<CreatedResource?>> find,
        Func<T, CancellationToken, Task<CreatedResource>> create,
        [CallerMemberName] string function = "") =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var asked = ResourceRequest.Body(request, shape);
            var keyed = KeyedRequest.Read(request, $"POST {path}");
            complete(asked, keyed);

            return ResourceAnswer.Created(path, kind, await RunAsync(keyed, token => find(asked, token, cancellation), () => create(asked, cancellation), cancellation));
        }, function);

    /// <param name="find">Looks for what the request with this token has made.</param>
    /// <param name="create">Makes it, marked with the token.</param>
    /// <exception cref="ProblemException">The key stands for another request, or the request is being carried out.</exception>
    public async Task<CreatedResource> RunAsync(
        KeyedRequest request, Func<string, Task<CreatedResource?>> find, Func<Task<CreatedResource>> create, CancellationToken cancellation)
    {
        if (request.Token is not { } token)
        {
            return await SendOnceAsync(create);
        }

        var now = time.GetUtcNow();
        var mine = new KeptRequest(token, request.Hash, now + Lease, newId().ToString("N"));
        if (await kept.CreateAsync(mine, now, cancellation))
        {
            return await CreateAsync(mine, create, cancellation);
        }

        var known = await kept.FindAsync(token, cancellation);
        if (known is { Result: { } result } && request.Repeats(known))
        {
            return result;
        }

        if (known?.LeaseOwner == mine.LeaseOwner)
        {
            // The refused write was a repetition of our own, whose answer was lost: nobody else is at it.
            return await CreateAsync(mine, create, cancellation);
        }

        await TakeOverAsync(request, known, mine, now, cancellation);

        return await find(token) is { } found ? await KeepAsync(token, found, cancellation) : await CreateAsync(mine, create, cancellation);
    }

    private async Task TakeOverAsync(KeyedRequest request, KeptRequest? known, KeptRequest mine, DateTimeOffset now, CancellationToken cancellation)
    {
        if (known is not null && !request.Repeats(known))
        {
            throw new ProblemException(Problem.Unprocessable("This Idempotency-Key stands for another request."));
        }

        if (known is null || known.LeaseUntil > now || !await LeaseAsync(known, mine, cancellation))
        {
            throw new ProblemException(Problem.Conflict("A request under this Idempotency-Key is being carried out.") with
            {
                RetryAfter = known?.LeaseUntil > now ? known.LeaseUntil - now : Lease,
            });
        }
    }

    /// <summary>A lease that was refused may be the SDK's repetition of a write of ours that came through.</summary>
    private async Task<bool> LeaseAsync(KeptRequest known, KeptRequest mine, CancellationToken cancellation) =>
        await kept.LeaseAsync(known, mine.LeaseOwner, mine.LeaseUntil, cancellation)
        || (await kept.FindAsync(mine.Token, cancellation) is { Result: null } leased && leased.LeaseOwner == mine.LeaseOwner);

    /// <summary>A repetition by the SDK would register a second revision, or be refused because the first one was done.</summary>
    private async Task<CreatedResource> SendOnceAsync(Func<Task<CreatedResource>> create)
    {
        try
        {
            return await sends.OnceAsync(create);
        }
        catch (SecondSendException)
        {
            throw new ProblemException(Problem.Busy(
                "AWS Batch's answer was lost, so it may have been made. With an Idempotency-Key it is safe to ask again; without one, look first.", Lease));
        }
    }

    private async Task<CreatedResource> CreateAsync(KeptRequest mine, Func<Task<CreatedResource>> create, CancellationToken cancellation)
    {
        try
        {
            return await KeepAsync(mine.Token, await SendOnceAsync(create), cancellation);
        }
        catch (AmazonServiceException exception) when (exception.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError)
        {
            // Nothing was made: the same key may be tried again at once.
            await kept.LeaseAsync(mine, mine.LeaseOwner, DateTimeOffset.UnixEpoch, cancellation);
            throw;
        }
    }

    private async Task<CreatedResource> KeepAsync(string token, CreatedResource result, CancellationToken cancellation)
    {
        await kept.SettleAsync(token, result, cancellation);

        return result;
    }
}

/// <summary>What AWS Batch says of a resource that it has made.</summary>
/// <param name="Revision">Only job definitions have one.</param>
internal sealed record CreatedResource(string Name, string Arn, int? Revision = null);

/// <summary>A request to create something, and the key under which its caller may repeat it.</summary>
/// <param name="Token"><c>null</c> where the caller gave no key: each call is then a request of its own.</param>
/// <param name="Hash">The same for all bodies that are equal as JSON.</param>
/// <param name="TextHash">The hash of the body's text, by which records of earlier versions tell it.</param>
internal sealed record KeyedRequest(string? Token, string Hash, string TextHash)
{
    /// <summary>Reads the key of a request whose body was found to be JSON.</summary>
    public static KeyedRequest Read(APIGatewayHttpApiV2ProxyRequest request, string route) =>
        new(request.KeyToken(route), CanonicalJson.Hash(request.Bytes()), Wire.Token.Of(request.Body ?? ""));

    /// <summary>Whether this is a repetition of a request that was kept.</summary>
    public bool Repeats(KeptRequest known) => known.RequestHash == Hash || known.RequestHash == TextHash;

    /// <summary>The caller's tags and our mark, by which one who repeats an interrupted request finds what it made.</summary>
    /// <exception cref="ProblemException">The caller uses our mark.</exception>
    public Dictionary<string, string>? Mark(Dictionary<string, string>? tags)
    {
        if (tags?.ContainsKey(Wire.Token.Tag) == true)
        {
            throw new ProblemException(Problem.BadRequest("The body is wrong.", new InputError($"/tags/{Wire.Token.Tag}", "this tag is our own mark; leave it out.")));
        }

        return Token is null ? tags : new Dictionary<string, string>(tags ?? []) { [Wire.Token.Tag] = Token };
    }

    /// <summary>Whether a resource with these tags was made by the request that a token names.</summary>
    public static bool Made(string token, Dictionary<string, string>? tags) => tags?.GetValueOrDefault(Wire.Token.Tag) == token;
}

/// <summary>A request under an <c>Idempotency-Key</c>, before and after AWS Batch has carried it out.</summary>
/// <param name="Token">Names the key, its caller and the route.</param>
/// <param name="RequestHash">Tells a repetition from another request under the same key.</param>
/// <param name="LeaseUntil">Until then somebody is carrying it out.</param>
/// <param name="LeaseOwner">Who: names one call, so that a write of ours whose answer was lost is known for our own.</param>
/// <param name="Result"><c>null</c> while nobody knows.</param>
internal sealed record KeptRequest(string Token, string RequestHash, DateTimeOffset LeaseUntil, string LeaseOwner, CreatedResource? Result = null);

/// <summary>
/// Requests under an <c>Idempotency-Key</c>. Every write is one conditional write of one item; one that the SDK repeats finds what it wrote, and changes nothing.
/// </summary>
internal interface IKeptRequests
{
    /// <returns>False where the token was known; what is there is unchanged. It may be this very one, written before its answer was lost: compare the owners.</returns>
    Task<bool> CreateAsync(KeptRequest request, DateTimeOffset now, CancellationToken cancellation);

    Task<KeptRequest?> FindAsync(string token, CancellationToken cancellation);

    /// <summary>Takes the lease over from who held <paramref name="seen"/>; a lease of the past gives it back.</summary>
    /// <returns>False where somebody else was faster, there is a result, or this very write was done before and its answer lost: compare the owners.</returns>
    Task<bool> LeaseAsync(KeptRequest seen, string owner, DateTimeOffset until, CancellationToken cancellation);

    /// <summary>Writes the result down. The first one stays.</summary>
    Task SettleAsync(string token, CreatedResource result, CancellationToken cancellation);
}
