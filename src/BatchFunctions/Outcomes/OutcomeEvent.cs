using System.Text.Json;
using Amazon.EventBridge;
using Amazon.EventBridge.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Outcomes;

/// <summary>What is told of a job, of whatever kind, with everything that happens to it.</summary>
/// <param name="Status">AWS's spelling.</param>
internal sealed record JobOutline(string JobId, string JobName, string JobQueue, string Status)
{
    public string? StatusReason { get; init; }

    public string? Cause { get; init; }

    public string? SubmissionId { get; init; }

    public string? ResubmitOf { get; init; }

    public string? OriginalJobId { get; init; }

    public int Resubmission { get; init; }

    public static JobOutline Of(JobRecord job) => new(job.JobId, job.JobName, job.JobQueue, job.Status.Name)
    {
        StatusReason = job.StatusReason,
        Cause = job.Cause,
        SubmissionId = job.SubmissionId,
        ResubmitOf = job.ResubmitOf,
        OriginalJobId = job.OriginalJobId,
        Resubmission = job.Resubmission,
    };
}

/// <summary>Something final, or a decision, for the stack's bus. The source is <c>batch-functions</c>.</summary>
/// <param name="DetailType">Job Finished, Job Resubmitted, Job Given Up or Job Stuck, of a service job with Service before it; Submission Finished or Submission Cut Off.</param>
/// <param name="Detail">JSON.</param>
internal sealed record OutcomeEvent(string DetailType, string Detail)
{
    public const string Source = "batch-functions";

    private const string Job = "Job";

    /// <summary>A job is SUCCEEDED or FAILED; or AWS Batch has forgotten it, and <c>status</c> is the last that was heard of it.</summary>
    public static OutcomeEvent Finished(JobRecord job) => Finished(Job, JobOutline.Of(job), job.IsForgotten);

    /// <param name="kind">Of job, as the detail type begins.</param>
    public static OutcomeEvent Finished(string kind, JobOutline job, bool isForgotten) => new($"{kind} Finished", JsonText.Of(writer =>
    {
        Begin(writer, job, isForgotten ? "forgotten" : "finished");
        if (isForgotten)
        {
            writer.WriteBoolean("forgotten", true);
        }

        writer.WriteEndObject();
    }));

    /// <summary>What is decided about a failed job, as it is written on its record: the same, whoever tells it.</summary>
    public static OutcomeEvent Decided(JobRecord job) =>
        Decided(Job, JobOutline.Of(job), job.Decision == FailureDecision.Resubmitted, job.DecisionReason ?? "", job.Verdict?.NeedsLook ?? false);

    /// <param name="kind">Of job, as the detail type begins.</param>
    /// <param name="isResubmitted">It is submitted again, by the rules; else it stays failed.</param>
    /// <param name="needsLook">A rule asks for somebody to look at it.</param>
    public static OutcomeEvent Decided(string kind, JobOutline job, bool isResubmitted, string why, bool needsLook) => new(
        isResubmitted ? $"{kind} Resubmitted" : $"{kind} Given Up",
        JsonText.Of(writer =>
        {
            Begin(writer, job, isResubmitted ? "resubmitted" : "givenUp");
            writer.WriteString("why", why);
            if (!isResubmitted)
            {
                writer.WriteBoolean("needsLook", needsLook);
            }

            writer.WriteEndObject();
        }));

    /// <summary>A job waits in RUNNABLE for longer than the stack allows.</summary>
    public static OutcomeEvent Stuck(JobRecord job) => Stuck(Job, JobOutline.Of(job), job.BlockedReason ?? job.StatusReason, job.ChangedAt);

    /// <param name="kind">Of job, as the detail type begins.</param>
    public static OutcomeEvent Stuck(string kind, JobOutline job, string? why, DateTimeOffset since) => new($"{kind} Stuck", JsonText.Of(writer =>
    {
        Begin(writer, job, "stuck");
        writer.WriteString("why", why ?? "AWS Batch gives no reason.");
        writer.WriteNumber("since", since.ToUnixTimeMilliseconds());
        writer.WriteEndObject();
    }));

    private static void Begin(Utf8JsonWriter writer, JobOutline job, string what)
    {
        writer.WriteStartObject();
        writer.WriteString("key", $"{job.JobId}/{what}");
        writer.WriteString("jobId", job.JobId);
        writer.WriteString("jobName", job.JobName);
        writer.WriteString("jobQueue", job.JobQueue);
        writer.WriteString("status", job.Status);
        Optional(writer, "statusReason", job.StatusReason);
        Optional(writer, "cause", job.Cause);
        Optional(writer, "submissionId", job.SubmissionId);
        Optional(writer, "resubmitOf", job.ResubmitOf);
        Optional(writer, "originalJobId", job.OriginalJobId);
        writer.WriteNumber("resubmission", job.Resubmission);
    }

    private static void Optional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}

/// <summary>The stack's event bus.</summary>
internal interface IOutcomes
{
    /// <summary>
    /// Publishes at least once. Whether an interruption repeats the event or the SDK does, which did not hear that it was taken: it is the same one, and
    /// carries the same <c>key</c>, by which those who listen tell it apart. AWS delivers at least once as well, so they have to.
    /// </summary>
    Task PublishAsync(OutcomeEvent happening, CancellationToken cancellation);
}

/// <summary>The stack's bus on EventBridge.</summary>
internal sealed class EventBridgeOutcomes(IAmazonEventBridge events, string busName) : IOutcomes
{
    public async Task PublishAsync(OutcomeEvent happening, CancellationToken cancellation)
    {
        var answer = await events.PutEventsAsync(
            new PutEventsRequest
            {
                Entries =
                [
                    new PutEventsRequestEntry
                    {
                        EventBusName = busName,
                        Source = OutcomeEvent.Source,
                        DetailType = happening.DetailType,
                        Detail = happening.Detail,
                    },
                ],
            },
            cancellation);

        // AWS: the call succeeds although single events failed; those are told one by one (API_PutEvents).
        if (answer.FailedEntryCount > 0)
        {
            throw new IOException($"The bus did not take '{happening.DetailType}': {answer.Entries?[0].ErrorMessage}");
        }
    }
}
