using System.Net;
using System.Text.Json;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using BatchFunctions.Http;
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

/// <summary>Reads what AWS Batch tells of a service job, in an event or in DescribeServiceJob: both have the same shape.</summary>
internal static class ServiceJobReader
{
    private const int MostReason = 1024;

    private const int MostAttempts = 10;

    /// <param name="at">When it was told.</param>
    /// <exception cref="FormatException">Not a service job, or a status that AWS Batch does not have.</exception>
    public static ServiceJobRecord Read(DescribedServiceJob job, DateTimeOffset at) => new()
    {
        JobId = Required(job.JobId, "jobId"),
        JobName = Required(job.JobName, "jobName"),
        JobQueue = Required(job.JobQueue, "jobQueue"),
        ServiceJobType = job.ServiceJobType,
        Status = job.Status is { } status && ServiceJobStatuses.All.Contains(status) ? status : throw new FormatException($"'{job.Status}' is not the status of a service job."),
        StatusReason = Short(job.StatusReason),
        ShareIdentifier = job.ShareIdentifier,
        QuotaShareName = job.QuotaShareName,
        CreatedAt = Time(job.CreatedAt) ?? at,
        StartedAt = Time(job.StartedAt),
        StoppedAt = Time(job.StoppedAt),
        EndedAttempts = job.Attempts?.Count ?? 0,
        Attempts = [.. (job.Attempts ?? []).TakeLast(MostAttempts)],
        Preemptions = job.PreemptionSummary?.PreemptedAttemptCount ?? 0,
        Cause = job.Status == ServiceJobStatuses.Failed ? ServiceFailureClassifier.Classify(job).ToString() : null,
        At = at,
    };

    public static string? Short(string? reason) => reason is { Length: > MostReason } ? reason[..MostReason] : reason;

    private static string Required(string? value, string name) => value is { Length: > 0 } ? value : throw new FormatException($"A service job has no {name}.");

    /// <summary>AWS: a time that is not there yet may be 0, as in DescribeJobs (API_DescribeServiceJob requires startedAt).</summary>
    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is > 0 and var time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
}

/// <summary>Tells callers which service job came of their request.</summary>
internal static class ServiceJobAnswers
{
    public static IHttpResult Submitted(string jobId, string jobName) => Answer.Json(HttpStatusCode.Created, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("jobId", jobId);
        writer.WriteString("jobName", jobName);
        writer.WriteEndObject();
    }).AddHeader("location", $"/service-jobs/{jobId}");
}
