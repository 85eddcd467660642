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

/// <summary>
/// The accepted requests. Every write is one conditional write of one item. The SDK repeats one whose answer it did not hear: what an owner writes under its own
/// lease, and what is written once, then stands there already, so a repetition changes nothing.
/// </summary>
internal interface IIntentStore
{
    /// <summary>Writes the intent with its lease, unless the token is known.</summary>
    /// <returns>False where the token was known; the intent there is unchanged. It may be this very one, written before its answer was lost: compare the owners.</returns>
    Task<bool> CreateAsync(Intent intent, CancellationToken cancellation);

    Task<Intent?> FindAsync(string token, CancellationToken cancellation);

    /// <summary>Takes the lease over from whoever held <paramref name="seen"/>; an intent that was abandoned is alive again. What is in doubt stays so.</summary>
    /// <returns>False where somebody else was faster, the intent is settled, or this very write was done before and its answer lost: compare the owners.</returns>
    Task<bool> LeaseAsync(Intent seen, string owner, DateTimeOffset until, CancellationToken cancellation);

    /// <summary>Notes what is in doubt once the owner of the lease has called SubmitJob; a search for it begins anew.</summary>
    /// <returns>False if the lease is not the owner's any more.</returns>
    Task<bool> BeginAsync(string token, string owner, Doubt doubt, CancellationToken cancellation);

    /// <summary>Notes where a search stopped, and gives the lease back. Nothing if the lease is not the owner's any more.</summary>
    /// <param name="owner">Who holds the lease, or held it last.</param>
    Task PauseAsync(string token, string owner, string position, CancellationToken cancellation);

    /// <summary>Gives the lease back, sure that AWS Batch has not taken the job this time. Nothing if the lease is not the owner's any more.</summary>
    /// <param name="doubt">What was in doubt before this call, and still is.</param>
    Task ReleaseAsync(string token, string owner, Doubt? doubt, CancellationToken cancellation);

    /// <summary>Records the job that the intent became. The first job stays.</summary>
    /// <returns>The intent as it stands then; <c>null</c> for an unknown token.</returns>
    Task<Intent?> SettleAsync(string token, string jobId, CancellationToken cancellation);

    /// <summary>Records that AWS Batch will not have the job. A job already recorded stays.</summary>
    Task RefuseAsync(string token, string reason, CancellationToken cancellation);

    /// <summary>Records that no job has come of the intent. One that is settled stays so.</summary>
    Task AbandonAsync(string token, DateTimeOffset at, CancellationToken cancellation);
}

/// <summary>Decides what happens to a request whose token is already known.</summary>
internal static class IntentRules
{
    /// <summary>Longest that one SubmitJob call lasts: its client's time-out.</summary>
    public static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Longer than <see cref="LongestCall"/>, by what the clocks of two workers may differ and a look-up takes, so that a lease that has run out means the call is
    /// over, whatever became of it.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long AWS Batch may take to list and describe a job that it has taken. A doubt that is younger cannot be looked into.
    /// </summary>
    // AWS: lists are eventually consistent; a job just submitted may be missing for seconds (seen). No page states a bound. Inferred: a minute.
    public static readonly TimeSpan ListingLag = TimeSpan.FromMinutes(1);

    /// <summary>A call that no look-up has found anything of for so long has made no job, however late AWS Batch is.</summary>
    public static readonly TimeSpan LongestLag = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Age at which an intent that AWS Batch never had a job of is given up, if it has been left alone: a queued job that is
    /// still tried is leased anew every minute, and so never stale. One that is delivered later goes on all the same.
    /// </summary>
    public static readonly TimeSpan AbandonAfter = TimeSpan.FromHours(1);

    /// <summary>Whether a SubmitJob call begun now is over before the lease is. What came before it may have taken long.</summary>
    public static bool LeavesTime(Intent leased, DateTimeOffset now) => now + LongestCall <= leased.LeaseUntil;

    /// <summary>When a request may be taken over: the call under its lease is over, and AWS Batch lists what came of it.</summary>
    public static DateTimeOffset TakenOverFrom(Intent known) =>
        known.Doubt is { } doubt && doubt.Until + ListingLag > known.LeaseUntil ? doubt.Until + ListingLag : known.LeaseUntil;

    /// <summary>The doubt that a call under this lease adds to the earlier one, which a look-up has not confirmed.</summary>
    public static Doubt Doubted(Doubt? earlier, DateTimeOffset now, DateTimeOffset leaseUntil)
    {
        var oldest = now - LongestLag;

        return new(earlier is null || earlier.Until < oldest ? now : earlier.From > oldest ? earlier.From : oldest, leaseUntil);
    }

    public static IntentStep Next(Intent known, string requestHash, DateTimeOffset now) => known switch
    {
        _ when !RequestHash.IsOf(known, requestHash) => new IntentStep.Conflicting(),
        { JobId: { } jobId } => new IntentStep.Done(jobId),
        { Refusal: { } reason } => new IntentStep.Refused(reason),
        _ when TakenOverFrom(known) is var from && from > now => new IntentStep.Wait(from),
        _ => new IntentStep.Take(),
    };
}

/// <summary>What an accepted request needs next.</summary>
internal abstract record IntentStep
{
    private IntentStep()
    {
    }

    /// <summary>AWS Batch has it.</summary>
    internal sealed record Done(string JobId) : IntentStep;

    /// <summary>AWS Batch refused it for good.</summary>
    internal sealed record Refused(string Reason) : IntentStep;

    /// <summary>Another request stands under the same key.</summary>
    internal sealed record Conflicting : IntentStep;

    /// <summary>Somebody is submitting it, or has and AWS Batch may not list the job yet.</summary>
    internal sealed record Wait(DateTimeOffset Until) : IntentStep;

    /// <summary>Take the lease, look the job up where a submission may have gone through unheard, then submit.</summary>
    internal sealed record Take : IntentStep;
}
