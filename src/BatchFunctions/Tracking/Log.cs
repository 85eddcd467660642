using Amazon.Lambda.Core;
using BatchFunctions.Jobs;

namespace BatchFunctions.Tracking;

/// <summary>What tracking logs. Lambda adds the request id.</summary>
internal static class Log
{
    public static void Tracked(ILambdaContext context, JobChange change, bool moved) =>
        context.LogInformation(
            "Job {jobId} is {status} after {attempts} attempts, news: {moved}", change.JobId, change.Status.Name, change.Attempts.Count, moved);

    public static void Swept(ILambdaContext context, int looked, int repaired) =>
        context.LogInformation("Compared {looked} items with AWS Batch, repaired {repaired}", looked, repaired);

    public static void EventFailed(ILambdaContext context, string messageId, Exception exception) =>
        context.LogError(exception, "The event in message {messageId} failed and is delivered again", messageId);
}
