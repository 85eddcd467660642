using System.Text.Json;
using Amazon.Batch.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.ServiceJobs;

/// <summary>Writes service jobs the way the HTTP API shows them: AWS's field names.</summary>
internal static class ServiceJobJson
{
    /// <summary>All but the id.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, ServiceJobRecord job)
    {
        writer.WriteString("jobName", job.JobName);
        writer.WriteString("jobQueue", job.JobQueue);
        Text("serviceJobType", job.ServiceJobType);
        writer.WriteString("status", job.Status);
        Text("statusReason", job.StatusReason);
        Text("cause", job.Cause);
        Text("blockedReason", job.BlockedReason);
        Text("shareIdentifier", job.ShareIdentifier);
        Text("quotaShareName", job.QuotaShareName);
        writer.WriteNumber("endedAttempts", job.EndedAttempts);
        writer.WriteNumber("preemptions", job.Preemptions);
        writer.WriteTime("createdAt", job.CreatedAt);
        writer.WriteTime("startedAt", job.StartedAt);
        writer.WriteTime("stoppedAt", job.StoppedAt);
        writer.WriteTime("changedAt", job.At);

        void Text(string name, string? value)
        {
            if (value is not null)
            {
                writer.WriteString(name, value);
            }
        }
    }

    /// <summary>What only the answer about one job tells.</summary>
    /// <param name="request">The request that it came of.</param>
    public static void WriteRest(Utf8JsonWriter writer, ServiceJobRecord job, ServiceJobRequest? request)
    {
        Text("decision", job.Decision ?? (job is { Status: ServiceJobStatuses.Failed, IsHandled: false } ? FailureDecision.Pending : null));
        Text("decisionReason", job.DecisionReason);
        if (job.IsForgotten)
        {
            writer.WriteBoolean("forgotten", true);
        }

        writer.WriteNumber("resubmission", job.Resubmission);
        Text("resubmitOf", job.ResubmitOf);
        Text("originalJobId", job.OriginalJobId);
        Text("resubmittedAs", job.Successor?.JobId);
        WriteAttempts(writer, job.Attempts);
        WriteHistory(writer, job.History);
        Raw("request", request?.Body);
        Raw("onFailure", request?.OnFailure);

        void Text(string name, string? value)
        {
            if (value is not null)
            {
                writer.WriteString(name, value);
            }
        }

        void Raw(string name, string? json)
        {
            if (json is not null)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(json);
            }
        }
    }

    private static void WriteAttempts(Utf8JsonWriter writer, IReadOnlyList<ServiceJobAttemptDetail> attempts)
    {
        writer.WritePropertyName("attempts");
        JsonSerializer.Serialize(writer, [.. attempts], BatchJson.Instance.ListServiceJobAttemptDetail);
    }

    private static void WriteHistory(Utf8JsonWriter writer, IReadOnlyList<ServiceJobMoment> history)
    {
        writer.WriteStartArray("history");
        foreach (var moment in history)
        {
            writer.WriteStartObject();
            if (moment.Preemption is { } preemption)
            {
                writer.WriteString("event", preemption);
            }

            if (moment.Attempt > 0)
            {
                writer.WriteNumber("attempt", moment.Attempt);
            }

            writer.WriteString("status", moment.Status);
            if (moment.Reason is { } reason)
            {
                writer.WriteString("reason", reason);
            }

            writer.WriteTime("at", moment.At);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
