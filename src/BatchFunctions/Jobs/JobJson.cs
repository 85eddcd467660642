using System.Globalization;
using System.Text.Json;
using Amazon.Batch.Model;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>Writes jobs the way the HTTP API shows them: AWS's field names, times as <see cref="JsonTime"/> has them.</summary>
internal static class JobJson
{
    /// <summary>An array may have ten thousand failed children; the largest of these are too much as they are.</summary>
    public const int MostChildren = 50;

    /// <summary>Our record; beside it, as <c>detail</c>, what DescribeJobs says now.</summary>
    /// <param name="head">The job that blocks the queue this one waits in.</param>
    public static void Write(
        Utf8JsonWriter writer, string jobId, JobRecord? record, JobRecord? head, ShownChildren children, JobDetail? detail)
    {
        writer.WriteStartObject();
        writer.WriteString("jobId", jobId);
        if (record is not null)
        {
            WriteRecord(writer, record, head, children);
        }

        if (detail is not null)
        {
            writer.WritePropertyName("detail");
            JsonSerializer.Serialize(writer, detail, BatchJson.Instance.JobDetail);
        }

        writer.WriteEndObject();
    }

    public static void WriteSummary(Utf8JsonWriter writer, JobSummary job)
    {
        writer.WriteStartObject();
        writer.WriteString("jobId", job.JobId);
        writer.WriteString("jobName", job.JobName);
        writer.WriteString("jobQueue", job.JobQueue);
        WriteText(writer, "jobDefinition", job.JobDefinition);
        writer.WriteString("status", job.Status.Name);
        WriteText(writer, "statusReason", job.StatusReason);
        WriteText(writer, "cause", job.Cause);
        WriteNumber(writer, "arraySize", job.ArraySize);
        WriteText(writer, "submissionId", job.SubmissionId);
        writer.WriteTime("createdAt", job.CreatedAt);
        writer.WriteTime("startedAt", job.StartedAt);
        writer.WriteTime("stoppedAt", job.StoppedAt);
        writer.WriteEndObject();
    }

    private static void WriteRecord(Utf8JsonWriter writer, JobRecord record, JobRecord? head, ShownChildren children)
    {
        writer.WriteString("jobName", record.JobName);
        writer.WriteString("jobQueue", record.JobQueue);
        WriteText(writer, "jobDefinition", record.JobDefinition);
        writer.WriteString("status", record.Status.Name);
        WriteText(writer, "statusReason", record.StatusReason);
        WriteText(writer, "blockedReason", (head ?? record).BlockedReason);
        WriteText(writer, "blockedBy", head?.JobId);
        WriteText(writer, "cause", Cause(record, children.All));
        WriteText(writer, "decision", record.Decision ?? (record.IsUndecided ? FailureDecision.Pending : null));
        WriteText(writer, "decisionReason", record.DecisionReason);
        if (record.IsForgotten)
        {
            writer.WriteBoolean("forgotten", true);
        }

        writer.WriteNumber("resubmission", record.Resubmission);
        WriteText(writer, "shareIdentifier", record.ShareIdentifier);
        WriteNumber(writer, "arraySize", record.ArraySize);
        WriteText(writer, "submissionId", record.SubmissionId);
        WriteText(writer, "resubmitOf", record.ResubmitOf);
        WriteText(writer, "originalJobId", record.OriginalJobId);
        WriteText(writer, "resubmittedAs", record.ResubmittedAs);
        writer.WriteTime("createdAt", record.CreatedAt);
        writer.WriteTime("startedAt", record.StartedAt);
        writer.WriteTime("stoppedAt", record.StoppedAt);
        writer.WriteTime("changedAt", record.ChangedAt);
        WriteAttempts(writer, record.Attempts);
        WriteHistory(writer, record.History);
        WriteChildren(writer, children);
        WriteRaw(writer, "request", record.Request);
        WriteRaw(writer, "onFailure", record.OnFailure);
    }

    /// <summary>AWS Batch says of an array only that a child has failed: its cause is the one that most of those children have.</summary>
    private static string? Cause(JobRecord record, IReadOnlyList<FailedChild> children) =>
        record.ArraySize is null || record.Cause is not (null or nameof(FailureCause.Unknown)) ? record.Cause
            : children.Where(child => child.Cause is not null).GroupBy(child => child.Cause).OrderByDescending(group => group.Count()).FirstOrDefault()?.Key ?? record.Cause;

    private static void WriteAttempts(Utf8JsonWriter writer, IReadOnlyList<JobAttempt> attempts)
    {
        writer.WriteStartArray("attempts");
        foreach (var attempt in attempts)
        {
            writer.WriteStartObject();
            WriteNumber(writer, "exitCode", attempt.ExitCode);
            WriteText(writer, "reason", attempt.Reason);
            WriteText(writer, "statusReason", attempt.StatusReason);
            WriteText(writer, "logStreamName", attempt.LogStreamName);
            writer.WriteTime("startedAt", attempt.StartedAt);
            writer.WriteTime("stoppedAt", attempt.StoppedAt);
            WriteContainers(writer, attempt.Containers);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteContainers(Utf8JsonWriter writer, IReadOnlyList<ContainerEnd> containers)
    {
        if (containers.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("containers");
        foreach (var container in containers)
        {
            writer.WriteStartObject();
            WriteText(writer, "name", container.Name);
            WriteNumber(writer, "exitCode", container.ExitCode);
            WriteText(writer, "logStreamName", container.LogStreamName);
            writer.WriteBoolean("essential", container.IsEssential);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteHistory(Utf8JsonWriter writer, IReadOnlyList<JobTransition> history)
    {
        writer.WriteStartArray("history");
        foreach (var transition in HistoryOrder.InOrder(history))
        {
            writer.WriteStartObject();
            writer.WriteNumber("attempt", transition.Attempt);
            writer.WriteString("status", transition.Status.Name);
            WriteText(writer, "reason", transition.Reason);
            writer.WriteTime("at", transition.At);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteChildren(Utf8JsonWriter writer, ShownChildren children)
    {
        if (children.All.Count == 0)
        {
            return;
        }

        writer.WriteNumber("failedChildrenCount", children.All.Count);
        if (children.All.Any(child => child.ResubmittedAs is not null))
        {
            // All of them, by index: ten thousand are half a megabyte.
            writer.WriteStartObject("resubmittedChildren");
            foreach (var child in children.All)
            {
                WriteText(writer, child.Index.ToString(CultureInfo.InvariantCulture), child.ResubmittedAs);
            }

            writer.WriteEndObject();
        }

        writer.WriteStartArray("failedChildren");
        foreach (var child in children.All.Take(children.Shown))
        {
            writer.WriteStartObject();
            writer.WriteString("jobId", child.JobId);
            writer.WriteNumber("index", child.Index);
            WriteText(writer, "statusReason", child.StatusReason);
            WriteText(writer, "cause", child.Cause);
            WriteText(writer, "resubmittedAs", child.ResubmittedAs);
            writer.WriteTime("at", child.At);
            WriteAttempts(writer, child.Attempts);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, int? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    private static void WriteRaw(Utf8JsonWriter writer, string name, string? json)
    {
        if (json is not null)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json);
        }
    }
}
