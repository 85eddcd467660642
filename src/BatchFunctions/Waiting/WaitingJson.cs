using System.Text.Json;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Waiting;

/// <summary>Writes why a job waits.</summary>
internal static class WaitingJson
{
    public static void Write(Utf8JsonWriter writer, WaitingFacts facts, WaitingWords? waiting)
    {
        writer.WriteStartObject();
        writer.WriteString("jobId", facts.JobId);
        writer.WriteString("status", facts.Unsubmitted?.State ?? facts.Status.Name);
        writer.WriteBoolean("isWaiting", waiting is not null);
        if (waiting is not null)
        {
            writer.WriteString("cause", waiting.Cause);
            writer.WriteString("sentence", waiting.Sentence);
            Text(writer, "nextStep", waiting.NextStep);
        }

        writer.WriteTime("since", facts.Since);
        WriteNeeds(writer, facts);
        Text(writer, "blockedBy", facts.BlockedBy);
        if (facts.Queue is { } queue)
        {
            WriteQueue(writer, queue);
        }

        if (facts.NotKnown is { Count: > 0 } unknown && waiting is not null)
        {
            writer.WriteStartArray("notKnown");
            foreach (var sentence in unknown)
            {
                writer.WriteStringValue(sentence);
            }

            writer.WriteEndArray();
        }

        Array(writer, "dependencies", facts.Dependencies, job =>
        {
            writer.WriteString("jobId", job.JobId);
            Text(writer, "jobName", job.JobName);
            Text(writer, "status", job.Status?.Name);
            Text(writer, "type", job.Type);
        });
        Array(writer, "consumableResources", facts.Consumables, one =>
        {
            writer.WriteString("name", one.Name);
            writer.WriteNumber("needed", one.Needed);
            if (one is { Available: { } available, Total: { } total })
            {
                writer.WriteNumber("available", available);
                writer.WriteNumber("total", total);
            }
        });
        writer.WriteEndObject();
    }

    private static void WriteNeeds(Utf8JsonWriter writer, WaitingFacts facts)
    {
        writer.WriteStartObject("needs");
        writer.WriteNumber("vcpus", facts.Vcpus);
        if (facts.MemoryMiB is { } memory)
        {
            writer.WriteNumber("memoryMiB", memory);
        }

        writer.WriteNumber("gpus", facts.Gpus);
        writer.WriteEndObject();
    }

    private static void WriteQueue(Utf8JsonWriter writer, QueueFacts queue)
    {
        writer.WriteStartObject("queue");
        writer.WriteString("name", queue.Name);
        writer.WriteString("state", queue.State);
        writer.WriteString("status", queue.Status);
        writer.WriteNumber("priority", queue.Priority);
        writer.WriteBoolean("fairShare", queue.IsFairShare);
        if (queue.Place is { } place)
        {
            writer.WriteNumber("jobsBefore", place);
        }

        if (queue.UsedVcpus is { } used)
        {
            writer.WriteNumber("usedVcpus", used);
        }

        Array(writer, "computeEnvironments", queue.Environments, one =>
        {
            writer.WriteString("name", one.Name);
            writer.WriteString("state", one.State);
            writer.WriteString("status", one.Status);
            Text(writer, "statusReason", one.StatusReason);
            if (one.MaxVcpus is { } most)
            {
                writer.WriteNumber("maxVcpus", most);
            }

            writer.WriteString("types", one.Types);
        });
        writer.WriteEndObject();
    }

    private static void Array<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> items, Action<T> write)
    {
        if (items.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            write(item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
