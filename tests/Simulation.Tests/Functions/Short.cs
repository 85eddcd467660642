using System.Globalization;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Tracking;

namespace Simulation.Tests.Functions;

/// <summary>Short names for the trace.</summary>
internal static class Short
{
    private const int Length = 8;

    /// <summary>The first digits of an id, and the index of an array child.</summary>
    public static string Of(string id) => id.Length <= Length ? id : id[..Length] + (id.IndexOf(':', Length) is var colon and > 0 ? id[colon..] : "");

    public static string Of(WatchedItem item) => item switch
    {
        { JobId: { } jobId } => $"job {Of(jobId)}",
        { SubmissionId: { } submissionId } => $"submission {Of(submissionId)}",
        _ => $"intent {Of(item.Token ?? "")}",
    };

    public static string Of(Intent? intent) => intent switch
    {
        null => "none",
        { JobId: { } jobId } => $"is {Of(jobId)}",
        { Refusal: not null } => "is refused",
        _ => $"is of {Of(intent.LeaseOwner)}",
    };

    public static string Of(SuccessorClaim? claim) => claim is null ? "none" : $"is of {Of(claim.Token)}{(claim.JobId is { } jobId ? $", {Of(jobId)}" : "")}";

    public static string Of(JobRecord? record) =>
        record is null ? "none" : $"is {record.Status.Name}{(record.Decision is { } decision ? $", {decision}" : "")}{(record.IsHandled ? ", handled" : "")}";

    public static string Count<T>(IReadOnlyCollection<T> items) => items.Count.ToString(CultureInfo.InvariantCulture);
}
