using Amazon.Lambda.Core;

namespace BatchFunctions.Submissions;

/// <summary>What the submission handlers log: ids and counts, never a payload. Lambda adds the request id.</summary>
internal static class Log
{
    public static void ManifestGone(ILambdaContext context, ManifestFile file, string submissionId) =>
        context.Logger.LogWarning("The manifest {key} was gone when submission {submissionId} was to be read", file.Key, submissionId);

    public static void ManifestRefused(ILambdaContext context, ManifestFile file, string submissionId, int errors) =>
        context.Logger.LogWarning("The manifest {key} was refused as submission {submissionId} with {errors} errors", file.Key, submissionId, errors);

    public static void ManifestTaken(ILambdaContext context, ManifestFile file, string submissionId, int jobs, bool isRepetition) =>
        context.Logger.LogInformation(
            "The manifest {key} is submission {submissionId} with {jobs} jobs, known before: {isRepetition}", file.Key, submissionId, jobs, isRepetition);

    public static void Submitted(ILambdaContext context, QueuedJob job, string jobId, bool isRepetition) =>
        context.Logger.LogInformation(
            "Submitted job {jobId} of submission {submissionId} row {row}, known before: {isRepetition}", jobId, job.SubmissionId ?? "", job.Row, isRepetition);

    public static void Refused(ILambdaContext context, QueuedJob job, string reason) =>
        context.Logger.LogWarning("Submission {submissionId} row {row} was refused: {reason}", job.SubmissionId ?? "", job.Row, reason);

    public static void PutBack(ILambdaContext context, QueuedJob job, double seconds, string reason) =>
        context.Logger.LogInformation(
            "Submission {submissionId} row {row} is tried again in {seconds} s: {reason}", job.SubmissionId ?? "", job.Row, seconds, reason);

    public static void GaveUp(ILambdaContext context, QueuedJob job, string reason) =>
        context.Logger.LogError("Submission {submissionId} row {row} went to the dead letters: {reason}", job.SubmissionId ?? "", job.Row, reason);

    public static void MessageFailed(ILambdaContext context, string messageId, Exception exception) =>
        context.Logger.LogError(exception, "Message {messageId} failed and is delivered again", messageId);

    public static void Finished(ILambdaContext context, string submissionId, int submitted, int refused) =>
        context.Logger.LogInformation(
            "Submission {submissionId} is finished: {submitted} submitted, {refused} refused", submissionId, submitted, refused);

    public static void Corrected(ILambdaContext context, string submissionId, int submitted) =>
        context.Logger.LogInformation("The result of submission {submissionId} is written again, {submitted} submitted now", submissionId, submitted);
}
