using System.Text.Json;
using Amazon.EventBridge;
using Amazon.EventBridge.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Outcomes;

/// <summary>Something final, or a decision, for the stack's bus. The source is <c>batch-functions</c>.</summary>
/// <param name="DetailType">Job Finished, Job Resubmitted, Job Given Up, Job Stuck, Submission Finished or Submission Cut Off.</param>
/// <param name="Detail">JSON.</param>
internal sealed record OutcomeEvent(string DetailType, string Detail)
{
    public const string Source = "batch-functions";

    /// <summary>A job is SUCCEEDED or FAILED; or AWS Batch has forgotten it, and <c>status</c> is the last that was heard of it.</summary>
    public static OutcomeEvent Finished(JobRecord job) => new("Job Finished", JsonText.Of(writer =>
    {
        Begin(writer, job, job.IsForgotten ? "forgotten" : "finished");
        if (job.IsForgotten)
        {
            writer.WriteBoolean("forgotten", true);
        }

        writer.WriteEndObject();
    }));

    /// <summary>What is decided about a failed job, as it is written on its record: the same, whoever tells it.</summary>
    public static OutcomeEvent Decided(JobRecord job) => job.Decision == FailureDecision.Resubmitted
        ? Resubmitted(job, job.DecisionReason ?? "")
        : GivenUp(job, job.DecisionReason ?? "", job.Verdict?.NeedsLook ?? false);

    /// <summary>A failed job is submitted again, by the rules.</summary>
    private static OutcomeEvent Resubmitted(JobRecord job, string why) => new("Job Resubmitted", JsonText.Of(writer =>
    {
        Begin(writer, job, "resubmitted");
        writer.WriteString("why", why);
        writer.WriteEndObject();
    }));

    /// <summary>A failed job stays failed.</summary>
    /// <param name="needsLook">A rule asks for somebody to look at it.</param>
    private static OutcomeEvent GivenUp(JobRecord job, string why, bool needsLook) => new("Job Given Up", JsonText.Of(writer =>
    {
        Begin(writer, job, "givenUp");
        writer.WriteString("why", why);
        writer.WriteBoolean("needsLook", needsLook);
        writer.WriteEndObject();
    }));

    /// <summary>A job waits in RUNNABLE for longer than the stack allows.</summary>
    public static OutcomeEvent Stuck(JobRecord job) => new("Job Stuck", JsonText.Of(writer =>
    {
        Begin(writer, job, "stuck");
        writer.WriteString("why", job.BlockedReason ?? job.StatusReason ?? "AWS Batch gives no reason.");
        writer.WriteNumber("since", job.ChangedAt.ToUnixTimeMilliseconds());
        writer.WriteEndObject();
    }));

    private static void Begin(Utf8JsonWriter writer, JobRecord job, string what)
    {
        writer.WriteStartObject();
        writer.WriteString("key", $"{job.JobId}/{what}");
        writer.WriteString("jobId", job.JobId);
        writer.WriteString("jobName", job.JobName);
        writer.WriteString("jobQueue", job.JobQueue);
        writer.WriteString("status", job.Status.Name);
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
