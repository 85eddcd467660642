using Amazon.Lambda.Core;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.ServiceJobs;

namespace BatchFunctions.Tracking;

/// <summary>What tracking logs. Lambda adds the request id.</summary>
internal static class Log
{
    /// <summary>A job's end, and news that came twice, are worth a line; on the way there are four a job.</summary>
    public static void Tracked(ILambdaContext context, JobChange change, bool moved)
    {
        const string Line = "Job {jobId} is {status} after {attempts} attempts, news: {moved}";
        if (change.Status.IsTerminal || !moved)
        {
            context.LogInformation(Line, change.JobId, change.Status.Name, change.Attempts.Count, moved);
        }
        else
        {
            context.LogDebug(Line, change.JobId, change.Status.Name, change.Attempts.Count, moved);
        }
    }

    public static void ServiceJobTracked(ILambdaContext context, ServiceJobRecord news, bool moved) => context.LogInformation(
        "Service job {jobId} is {status} after {attempts} attempts, news: {moved}", news.JobId, news.Status, news.EndedAttempts, moved);

    public static void ChangesNotTold(ILambdaContext context, Exception exception) =>
        context.LogWarning(exception, "Those who look at jobs now could not be told that some have moved");

    public static void PreemptionTracked(ILambdaContext context, ServiceJobPreemption news) => context.LogInformation(
        "Service job {jobId} is preempted: {preemption}", news.JobId, news.Moment.Preemption ?? "");

    public static void Swept(ILambdaContext context, SweepRound sum) => context.LogInformation(
        "Compared {looked} items with AWS Batch, repaired {repaired}; {failed} could not be compared", sum.Looked, sum.Repaired, sum.Failed);

    public static void SweptElsewhere(ILambdaContext context, DateTimeOffset until) =>
        context.LogInformation("Another sweep is at work until {until} at most", until);

    public static void ItemFailed(ILambdaContext context, WatchedItem item, Exception exception) =>
        context.LogError(exception, "The {kind} {name} could not be compared with AWS Batch", item.Kind, item.JobId ?? item.SubmissionId ?? item.ServiceJobId ?? item.Token ?? "");

    public static void NotAnEvent(ILambdaContext context, string messageId) =>
        context.LogInformation("Message {messageId} starts a sweep, which starts by itself: nothing is done", messageId);

    public static void TakenOneByOne(ILambdaContext context, int events, Exception exception) =>
        context.LogWarning(exception, "What {events} events tell of the job could not be taken together: each is taken by itself", events);

    public static void EventFailed(ILambdaContext context, string messageId, Exception exception) =>
        context.LogError(exception, "The event in message {messageId} failed and is delivered again", messageId);
}
