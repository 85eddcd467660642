using System.Text.Json;
using Amazon.Batch.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Overview;

/// <summary>Writes what is open, blocked, used and failed.</summary>
internal static class OverviewJson
{
    public static void Write(Utf8JsonWriter writer, QueuesOverview seen)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("queues");
        foreach (var queue in seen.Queues)
        {
            Write(writer, queue, seen.MostVcpus(queue));
        }

        writer.WriteEndArray();
        writer.WriteStartArray("computeEnvironments");
        foreach (var environment in seen.Environments)
        {
            Write(writer, environment, seen.UsedVcpus(environment.ComputeEnvironmentName));
        }

        writer.WriteEndArray();
        WriteFailed(writer, seen);
        Text(writer, "nextToken", seen.Next);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, QueueOverview seen, int? mostVcpus)
    {
        writer.WriteStartObject();
        writer.WriteString("name", seen.Queue.JobQueueName);
        writer.WriteString("state", seen.Queue.State?.Value ?? "?");
        writer.WriteString("status", seen.Queue.Status?.Value ?? "?");
        Text(writer, "statusReason", seen.Queue.StatusReason);
        writer.WriteNumber("priority", seen.Queue.Priority ?? 0);
        writer.WriteStartArray("computeEnvironments");
        foreach (var name in seen.Environments)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
        Number(writer, "usedVcpus", seen.UsedVcpus);
        Number(writer, "maxVcpus", mostVcpus);
        WriteJobs(writer, seen);
        if (seen.Head is { } head)
        {
            writer.WriteStartObject("blockedBy");
            writer.WriteString("jobId", head.JobId);
            writer.WriteString("jobName", head.JobName);
            writer.WriteString("reason", head.BlockedReason);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteJobs(Utf8JsonWriter writer, QueueOverview seen)
    {
        writer.WriteStartObject("open");
        foreach (var status in JobStatusNames.All.Where(status => seen.Open.Jobs.Any(job => job.Status == status)))
        {
            writer.WriteNumber(status.Name, seen.Open.Jobs.Count(job => job.Status == status));
        }

        writer.WriteEndObject();
        writer.WriteBoolean("isPart", seen.Open.Next is not null);
        if (seen.OldestWaiting is { } oldest)
        {
            writer.WritePropertyName("oldestWaiting");
            JobJson.WriteSummary(writer, oldest);
        }
    }

    private static void Write(Utf8JsonWriter writer, ComputeEnvironmentDetail environment, decimal? usedVcpus)
    {
        writer.WriteStartObject();
        writer.WriteString("name", environment.ComputeEnvironmentName);
        writer.WriteString("state", environment.State?.Value ?? "?");
        writer.WriteString("status", environment.Status?.Value ?? "?");
        Text(writer, "statusReason", environment.StatusReason);
        Text(writer, "type", environment.ComputeResources?.Type?.Value);
        Number(writer, "usedVcpus", usedVcpus);
        Number(writer, "maxVcpus", environment.ComputeResources?.MaxvCpus);
        writer.WriteEndObject();
    }

    private static void WriteFailed(Utf8JsonWriter writer, QueuesOverview seen)
    {
        writer.WriteStartObject("failed");
        writer.WriteTime("since", seen.Since);
        writer.WriteBoolean("isPart", seen.Queues.Any(queue => queue.Failed.Next is not null));
        writer.WriteStartArray("causes");
        var failed = seen.Queues.SelectMany(queue => queue.Failed.Jobs).OrderByDescending(job => job.Key, StringComparer.Ordinal);
        foreach (var cause in failed.GroupBy(job => job.Cause ?? nameof(FailureCause.Unknown)).OrderByDescending(cause => cause.Count()))
        {
            writer.WriteStartObject();
            writer.WriteString("cause", cause.Key);
            writer.WriteNumber("count", cause.Count());
            writer.WritePropertyName("newest");
            JobJson.WriteSummary(writer, cause.First());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is { Length: > 0 } text)
        {
            writer.WriteString(name, text);
        }
    }

    private static void Number(Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }
}
