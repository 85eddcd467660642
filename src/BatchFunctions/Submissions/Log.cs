using Amazon.Lambda.Core;
using BatchFunctions.Lambda;

namespace BatchFunctions.Submissions;

/// <summary>What is logged of submissions: counts, never a payload. The scope adds the ids, Lambda the request id.</summary>
internal static class Log
{
    public static void ManifestGone(ILambdaContext context, ManifestFile file, string submissionId) =>
        context.LogWarning(null, "The manifest {key} was gone when submission {submissionId} was to be read", file.Key, submissionId);

    public static void ManifestRefused(ILambdaContext context, ManifestFile file, string submissionId, int errors) =>
        context.LogWarning(null, "The manifest {key} was refused as submission {submissionId} with {errors} errors", file.Key, submissionId, errors);

    public static void ManifestRead(ILambdaContext context, ManifestFile file, string submissionId, int jobs) =>
        context.LogInformation("The manifest {key} is read: {jobs} jobs, which go onto the queue as submission {submissionId}", file.Key, jobs, submissionId);

    public static void ManifestTaken(ILambdaContext context, ManifestFile file, string submissionId, int jobs, bool isRepetition) =>
        context.LogInformation(
            "The manifest {key} is submission {submissionId} with {jobs} jobs, known before: {isRepetition}; its result goes to {result}",
            file.Key, submissionId, jobs, isRepetition, ResultLocation.Of(file.Key));

    public static void RecordFailed(ILambdaContext context, string key, Exception exception) =>
        context.LogError(exception, "The file {key} failed; the others of its event are taken first, then the event is tried again", key);

    public static void Finished(ILambdaContext context, string submissionId, int submitted, int refused) =>
        context.LogInformation(
            "Submission {submissionId} is finished: {submitted} submitted, {refused} refused", submissionId, submitted, refused);

    public static void Corrected(ILambdaContext context, string submissionId, int submitted) =>
        context.Logger.LogInformation("The result of submission {submissionId} is written again, {submitted} submitted now", submissionId, submitted);
}
