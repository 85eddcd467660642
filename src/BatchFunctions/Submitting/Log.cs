using Amazon.Lambda.Core;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;

namespace BatchFunctions.Submitting;

/// <summary>What is logged of the submit queue: rows, never a payload. The scope adds the ids, Lambda the request id.</summary>
internal static class Log
{
    public static void Submitted(ILambdaContext context, JobRequest job, string jobId, bool isRepetition) =>
        context.LogInformation("Submitted job {jobId}, row {row}, known before: {isRepetition}", jobId, job.Row ?? 0, isRepetition);

    /// <summary>Why is in the submission's row: the words of AWS Batch may repeat the request.</summary>
    public static void Refused(ILambdaContext context, JobRequest job) => context.LogWarning(null, "Row {row} was refused", job.Row ?? 0);

    public static void PutBack(ILambdaContext context, JobRequest job, double seconds, string reason) =>
        context.LogInformation("Row {row} is tried again in {seconds} s: {reason}", job.Row ?? 0, seconds, reason);

    public static void GaveUp(ILambdaContext context, JobRequest job, string reason) =>
        context.LogError(null, "Row {row} went to the dead letters: {reason}", job.Row ?? 0, reason);

    public static void ServiceJobSubmitted(ILambdaContext context, string failedJobId, string jobId) =>
        context.LogInformation("Submitted service job {jobId} instead of {failedJobId}", jobId, failedJobId);

    public static void NoNextTry(ILambdaContext context, string failedJobId) =>
        context.LogInformation("Service job {failedJobId} has no next try that is still to be submitted", failedJobId);

    public static void NextTryRefused(ILambdaContext context, string failedJobId) =>
        context.LogWarning(null, "The next try of service job {failedJobId} was refused", failedJobId);

    public static void NextTryPutBack(ILambdaContext context, string failedJobId, double seconds) =>
        context.LogInformation("The next try of service job {failedJobId} is tried again in {seconds} s", failedJobId, seconds);

    public static void MessageFailed(ILambdaContext context, string messageId, Exception exception) =>
        context.LogError(exception, "Message {messageId} failed and is delivered again", messageId);

    public static void NotAJob(ILambdaContext context, string messageId) =>
        context.LogInformation("Message {messageId} starts a sweep, which starts by itself: nothing is done", messageId);
}
