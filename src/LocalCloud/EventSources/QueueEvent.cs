using System.Buffers;
using System.Globalization;
using System.Text.Json;
using LocalCloud.Sqs;

namespace LocalCloud.EventSources;

/// <summary>A batch of queue messages as a function gets it.</summary>
internal static class QueueEvent
{
    /// <param name="messages">The batch.</param>
    /// <param name="queueArn">Where it comes from.</param>
    /// <param name="region">Of the queue.</param>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<ReceivedMessage> messages, string queueArn, string region)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("Records");
            foreach (var message in messages)
            {
                WriteRecord(writer, message, queueArn, region);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteRecord(Utf8JsonWriter writer, ReceivedMessage message, string queueArn, string region)
    {
        writer.WriteStartObject();
        writer.WriteString("messageId", message.MessageId);
        writer.WriteString("receiptHandle", message.ReceiptHandle);
        writer.WriteString("body", message.Body);
        writer.WriteStartObject("attributes");
        writer.WriteString("ApproximateReceiveCount", message.ReceiveCount.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("SentTimestamp", Milliseconds(message.SentAt));
        // Differs: AWS gives the sender's user or role id; there is one sender here.
        writer.WriteString("SenderId", "LOCAL");
        writer.WriteString("ApproximateFirstReceiveTimestamp", Milliseconds(message.FirstReceivedAt));
        if (message.DeadLetterSourceArn is { } source)
        {
            writer.WriteString("DeadLetterQueueSourceArn", source);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("messageAttributes");
        foreach (var (name, attribute) in message.Attributes)
        {
            WriteAttribute(writer, name, attribute);
        }

        writer.WriteEndObject();
        writer.WriteString("md5OfBody", message.Md5OfBody);
        if (message.Md5OfMessageAttributes is { } md5)
        {
            writer.WriteString("md5OfMessageAttributes", md5);
        }

        writer.WriteString("eventSource", "aws:sqs");
        writer.WriteString("eventSourceARN", queueArn);
        writer.WriteString("awsRegion", region);
        writer.WriteEndObject();
    }

    private static void WriteAttribute(Utf8JsonWriter writer, string name, MessageAttribute attribute)
    {
        writer.WriteStartObject(name);
        if (attribute.StringValue is { } text)
        {
            writer.WriteString("stringValue", text);
        }

        if (attribute.BinaryValue is { } binary)
        {
            writer.WriteString("binaryValue", binary);
        }

        writer.WriteStartArray("stringListValues");
        writer.WriteEndArray();
        writer.WriteStartArray("binaryListValues");
        writer.WriteEndArray();
        writer.WriteString("dataType", attribute.DataType);
        writer.WriteEndObject();
    }

    private static string Milliseconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
