using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using LocalBatch.Api.Internal;
using LocalBatch.Events;
using LocalBatch.Jobs;
using LocalBatch.Operations;

namespace LocalBatch.Publishing;

/// <summary>Writes events in EventBridge's envelope. The detail is DescribeJobs' answer with every list there, empty or not.</summary>
internal sealed class EventWriter(Arns arns)
{
    private const string StateChange = "Batch Job State Change";
    private const string QueueBlocked = "Batch Job Queue Blocked";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JobDetails _details = new(arns);

    /// <summary>One envelope; for a range of children, one each.</summary>
    public IEnumerable<JobEventEnvelope> Envelopes(TellableHappening tellable)
    {
        var happening = tellable.Happening;
        if (happening.Range.Count == 0)
        {
            yield return Envelope(happening.EventId, happening.Snapshot, tellable);
        }

        for (var pair = 0; pair < happening.Range.Count; pair += 2)
        {
            for (var index = happening.Range[pair]; index <= happening.Range[pair + 1]; index++)
            {
                yield return Envelope(Derive(happening.EventId, index), happening.Snapshot with { Index = index }, tellable);
            }
        }
    }

    /// <summary>An id of its own for each child, the same when the event is told again.</summary>
    private static Guid Derive(Guid id, int index)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        bytes[14] ^= (byte)(index >> 8);
        bytes[15] ^= (byte)index;

        return new(bytes);
    }

    private JobEventEnvelope Envelope(Guid eventId, JobSnapshot job, TellableHappening tellable)
    {
        var happening = tellable.Happening;
        var id = eventId.ToString();
        var detail = _details.Detail(job, tellable.Registered);

        // AWS: the tags of an event hold the job's ARN beside the tags (user guide, job events).
        detail.Tags["resourceArn"] = detail.JobArn;
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("version"u8, "0"u8);
            writer.WriteString("id"u8, id);
            writer.WriteString("detail-type"u8, happening.IsQueueBlocked ? QueueBlocked : StateChange);
            writer.WriteString("source"u8, "aws.batch"u8);
            writer.WriteString("account"u8, arns.Account);
            writer.WriteString("time"u8, Time(happening.At));
            writer.WriteString("region"u8, arns.Region);
            writer.WriteStartArray("resources"u8);
            writer.WriteStringValue(detail.JobArn);
            if (happening.IsQueueBlocked)
            {
                writer.WriteStringValue(detail.JobQueue);
            }

            writer.WriteEndArray();
            writer.WritePropertyName("detail"u8);
            JobDetailJson.Write(writer, detail);
            writer.WriteEndObject();
        }

        return new(id, buffer.WrittenMemory);
    }

    // AWS: whole seconds, so that time alone does not order events (user guide, EventBridge).
    private static string Time(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
