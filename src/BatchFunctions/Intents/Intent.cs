using System.Text;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Intents;

/// <summary>One accepted request, before and after AWS Batch knows it.</summary>
internal sealed record Intent
{
    public required JobRequest Request { get; init; }

    public string Token => Request.Token;

    /// <summary>Tells a repetition from another request under the same key.</summary>
    public required string RequestHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until then only <see cref="LeaseOwner"/> may submit.</summary>
    public required DateTimeOffset LeaseUntil { get; init; }

    public required string LeaseOwner { get; init; }

    /// <summary>
    /// When a SubmitJob may have gone through unheard: look before submitting again. <c>null</c> where none may. It ends with the job that is found, or is
    /// too old to matter (<see cref="IntentRules.LongestLag"/>); never because a later call was not taken.
    /// </summary>
    public Doubt? Doubt { get; init; }

    /// <summary>Where the search for the job of <see cref="Doubt"/> stopped; <c>null</c> before its beginning.</summary>
    public string? LookUpPosition { get; init; }

    public string? JobId { get; init; }

    /// <summary>Why AWS Batch will not have it, for good.</summary>
    public string? Refusal { get; init; }

    /// <summary>When it was found never to have reached AWS Batch; whoever delivers the request again takes it up again.</summary>
    public DateTimeOffset? AbandonedAt { get; init; }

    /// <summary>The search for the job of <see cref="Doubt"/>; <c>null</c> where no call is in doubt, so that there is nothing to look for.</summary>
    public LookUp? Sought => Doubt is { } doubt ? new(Request.JobQueue, Request.JobName, Token, doubt, LookUpPosition) : null;

    public bool IsSettled => JobId is not null || Refusal is not null;

    public static Intent Of(JobRequest request, DateTimeOffset now, DateTimeOffset leaseUntil, string leaseOwner) => new()
    {
        Request = request,
        RequestHash = Intents.RequestHash.Of(request.Body, request.OnFailure),
        CreatedAt = now,
        LeaseUntil = leaseUntil,
        LeaseOwner = leaseOwner,
        Doubt = new(now, leaseUntil),
    };
}

/// <summary>Tells a repetition of a request from another request under the same key.</summary>
internal static class RequestHash
{
    /// <summary>The same for all that is equal as JSON.</summary>
    public static string Of(string body, string? onFailure) => Token.Of(Canonical(body), onFailure is null ? "" : Canonical(onFailure));

    /// <summary>Whether a request with this hash is the one of a known intent. Intents of earlier versions hold a hash of the text.</summary>
    public static bool IsOf(Intent known, string hash) => known.RequestHash == hash || Of(known.Request.Body, known.Request.OnFailure) == hash;

    private static string Canonical(string json) => CanonicalJson.Hash(Encoding.UTF8.GetBytes(json));
}
