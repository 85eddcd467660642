using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Amazon.Lambda.Core;
using BatchFunctions.Jobs;
using BatchFunctions.ServiceJobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Tracking;

/// <summary>An event of AWS Batch about a service job.</summary>
/// <param name="At">When it happened.</param>
internal abstract record ServiceJobEvent(string JobId, DateTimeOffset At)
{
    private const string StateChange = "Batch Service Job State Change";

    private const string QueueBlocked = "Batch Service Job Queue Blocked";

    private const string PreemptionStarted = "Batch Service Job Preemption Started";

    private const string PreemptionCompleted = "Batch Service Job Preemption Completed";

    private const string ArnPart = "service-job/";

    /// <returns><c>null</c> for an event of another kind, and for what is no event.</returns>
    /// <exception cref="FormatException">It says that it is one, and tells of no service job.</exception>
    // AWS: the detail has the shape of DescribeServiceJob without tags and payload; that of a preemption names the job by its ARN and has
    // a reason at its start, and at its end what the job's preemptions were (Batch user guide, service job events).
    public static ServiceJobEvent? Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var type = RequestRules.Text(root, "detail-type");
            if (type is not (StateChange or QueueBlocked or PreemptionStarted or PreemptionCompleted) || !root.TryGetProperty("detail", out var detail))
            {
                return null;
            }

            var at = DateTimeOffset.Parse(RequestRules.Text(root, "time") ?? "", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            var job = detail.Deserialize(BatchJson.Instance.DescribedServiceJob) ?? throw new FormatException("The event has no detail.");

            return type is StateChange or QueueBlocked
                ? new Changed(job, ServiceJobReader.Read(job, at), type == QueueBlocked)
                : Preempted(job, RequestRules.Text(detail, "preemptedJobArn"), type == PreemptionStarted, at);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Preemption Preempted(DescribedServiceJob job, string? arn, bool isStart, DateTimeOffset at)
    {
        var place = arn?.IndexOf(ArnPart, StringComparison.Ordinal) ?? -1;
        if (place < 0 || arn is null || arn.Length == place + ArnPart.Length)
        {
            throw new FormatException($"'{arn}' is not the ARN of a service job that is preempted.");
        }

        var last = job.PreemptionSummary?.RecentPreemptedAttempts?.LastOrDefault();
        var moment = new ServiceJobMoment(
            at,
            job.Status is { } status && ServiceJobStatuses.All.Contains(status) ? status : isStart ? ServiceJobStatuses.Running : ServiceJobStatuses.Runnable,
            ServiceJobReader.Short(job.StatusReason ?? last?.StatusReason),
            isStart ? ServiceJobMoment.PreemptionStarted : ServiceJobMoment.PreemptionCompleted);

        return new Preemption(new ServiceJobPreemption(arn[(place + ArnPart.Length)..], moment, job.PreemptionSummary?.PreemptedAttemptCount));
    }

    /// <param name="Told">As the event tells it.</param>
    /// <param name="News">The same, read.</param>
    /// <param name="IsBlocked">The job blocks its queue; otherwise its status has changed.</param>
    internal sealed record Changed(DescribedServiceJob Told, ServiceJobRecord News, bool IsBlocked) : ServiceJobEvent(News.JobId, News.At);

    internal sealed record Preemption(ServiceJobPreemption News) : ServiceJobEvent(News.JobId, News.Moment.At);
}

/// <summary>Takes an event of a service job. Idempotent by job id, attempt and status.</summary>
internal sealed class ServiceJobNews(IServiceJobStore jobs, ServiceJobTracker tracker, ServiceJobEnds ends)
{
    public async Task TakeAsync(ServiceJobEvent happening, ILambdaContext context, CancellationToken cancellation)
    {
        switch (happening)
        {
            case ServiceJobEvent.Changed { IsBlocked: true, News: var blocking }:
                Log.ServiceJobTracked(context, blocking, await jobs.MarkBlockedAsync(blocking, cancellation));
                break;
            case ServiceJobEvent.Changed { Told: var told, At: var at }:
                var (news, moved) = await tracker.TakeAsync(told, at, cancellation);
                Log.ServiceJobTracked(context, news, moved);
                if (news.IsOver)
                {
                    // Also for news that moved nothing: the process may have ended between the record and the decision.
                    await ends.HandleAsync(news.JobId, cancellation);
                }

                break;
            case ServiceJobEvent.Preemption(var preemption):
                await tracker.TakeAsync(preemption, cancellation);
                Log.PreemptionTracked(context, preemption);
                break;
            default:
                throw new UnreachableException();
        }
    }
}
