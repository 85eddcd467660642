using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using LocalBatch.Api.Internal;
using LocalBatch.Events;
using LocalBatch.Jobs;

namespace LocalBatch.ServiceJobs;

/// <summary>Writes events of service jobs in EventBridge's envelope, at the moment they happen.</summary>
internal sealed class ServiceEventWriter(Arns arns)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public JobEventEnvelope Envelope(Guid eventId, long at, ServiceEventKind kind, ServiceJob job)
    {
        var id = eventId.ToString();
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("version"u8, "0"u8);
            writer.WriteString("id"u8, id);
            writer.WriteString("detail-type"u8, Type(kind));
            writer.WriteString("source"u8, "aws.batch"u8);
            writer.WriteString("account"u8, arns.Account);
            writer.WriteString("time"u8, DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            writer.WriteString("region"u8, arns.Region);

            // AWS: the job alone, also where its queue is blocked (user guide, service job queue blocked events).
            writer.WriteStartArray("resources"u8);
            writer.WriteStringValue(arns.ServiceJob(job.Id));
            writer.WriteEndArray();
            writer.WritePropertyName("detail"u8);
            Detail(writer, kind, job);
            writer.WriteEndObject();
        }

        return new(id, buffer.WrittenMemory);
    }

    private static string Type(ServiceEventKind kind) => kind switch
    {
        ServiceEventKind.QueueBlocked => "Batch Service Job Queue Blocked",
        ServiceEventKind.PreemptionStarted => "Batch Service Job Preemption Started",
        ServiceEventKind.PreemptionCompleted => "Batch Service Job Preemption Completed",
        _ => "Batch Service Job State Change",
    };

    private void Detail(Utf8JsonWriter writer, ServiceEventKind kind, ServiceJob job)
    {
        if (kind is ServiceEventKind.StateChange or ServiceEventKind.QueueBlocked)
        {
            // AWS: neither tags nor the payload (user guide, service job state change events).
            var detail = ServiceJobDetails.Describe(job, arns);
            (detail.Tags, detail.ServiceRequestPayload) = (null, null);
            DescribeServiceJobResponseJson.Write(writer, detail);

            return;
        }

        writer.WriteStartObject();
        if (kind == ServiceEventKind.PreemptionStarted)
        {
            writer.WriteString("statusReason"u8, job.StatusReason);
        }

        writer.WriteString("preemptedJobArn"u8, arns.ServiceJob(job.Id));
        if (kind == ServiceEventKind.PreemptionCompleted && ServiceJobDetails.PreemptionSummary(job) is { } summary)
        {
            writer.WritePropertyName("preemptionSummary"u8);
            ServiceJobPreemptionSummaryJson.Write(writer, summary);
        }

        writer.WriteString("status"u8, job.Status.Name);
        writer.WriteEndObject();
    }
}
