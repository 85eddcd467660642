using System.Text.Json.Serialization;

namespace Amazon.Lambda.SQSEvents;

/// <summary>A batch of messages that Lambda read from one Amazon SQS queue.</summary>
public class SQSEvent
{
    [JsonPropertyName("Records")]
    public List<SQSMessage> Records { get; set; }

    /// <summary>An attribute the sender put on a message.</summary>
    public class MessageAttribute
    {
        [JsonPropertyName("stringValue")]
        public string StringValue { get; set; }

        [JsonPropertyName("binaryValue")]
        public MemoryStream BinaryValue { get; set; }

        [JsonPropertyName("stringListValues")]
        public List<string> StringListValues { get; set; }

        [JsonPropertyName("binaryListValues")]
        public List<MemoryStream> BinaryListValues { get; set; }

        [JsonPropertyName("dataType")]
        public string DataType { get; set; }
    }

    /// <summary>One message; <c>Attributes</c> holds the queue's own, such as <c>ApproximateReceiveCount</c>.</summary>
    public class SQSMessage
    {
        [JsonPropertyName("messageId")]
        public string MessageId { get; set; }

        [JsonPropertyName("receiptHandle")]
        public string ReceiptHandle { get; set; }

        [JsonPropertyName("body")]
        public string Body { get; set; }

        [JsonPropertyName("md5OfBody")]
        public string Md5OfBody { get; set; }

        [JsonPropertyName("md5OfMessageAttributes")]
        public string Md5OfMessageAttributes { get; set; }

        [JsonPropertyName("eventSourceARN")]
        public string EventSourceArn { get; set; }

        [JsonPropertyName("eventSource")]
        public string EventSource { get; set; }

        [JsonPropertyName("awsRegion")]
        public string AwsRegion { get; set; }

        [JsonPropertyName("attributes")]
        public Dictionary<string, string> Attributes { get; set; }

        [JsonPropertyName("messageAttributes")]
        public Dictionary<string, MessageAttribute> MessageAttributes { get; set; }
    }
}
