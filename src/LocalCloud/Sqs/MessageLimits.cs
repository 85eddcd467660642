using System.Buffers;
using System.Text;
using LocalCloud.Gateway;

namespace LocalCloud.Sqs;

/// <summary>The limits of SQS on messages (SQS developer guide, quotas-messages).</summary>
internal static class MessageLimits
{
    public const int MaximumBatch = 10;
    public const int MaximumAttributes = 10;
    public const int MaximumMessageSize = 1_048_576;
    public const int MaximumDelaySeconds = 900;
    public const int MaximumWaitSeconds = 20;
    public const int MaximumVisibilitySeconds = 43_200;

    // AWS: allowed are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF (API_SendMessage).
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Select(code => (char)code).Where(character => character is not ('\t' or '\n' or '\r')), '\uFFFE', '\uFFFF']);

    /// <exception cref="AwsException">The message breaks a limit.</exception>
    public static void Check(MessageToSend message, int maximumSize)
    {
        if (message.Body.Length == 0)
        {
            throw new AwsException("MissingParameter", "The request must contain the parameter MessageBody.");
        }

        if (message.Body.AsSpan().IndexOfAny(Forbidden) is var place and >= 0)
        {
            throw new AwsException("InvalidMessageContents", $"The message contains the character U+{(int)message.Body[place]:X4}, which is outside the allowed set.");
        }

        if (message.Attributes.Count > MaximumAttributes)
        {
            throw QueueErrors.Invalid("MessageAttributes", message.Attributes.Count, $"a message has at most {MaximumAttributes} attributes");
        }

        if (message.Delay is { } delay && (delay < TimeSpan.Zero || delay > TimeSpan.FromSeconds(MaximumDelaySeconds)))
        {
            throw QueueErrors.Invalid("DelaySeconds", delay.TotalSeconds, "DelaySeconds must be >= 0 and <= 900");
        }

        var size = SizeOf(message);
        if (size > maximumSize)
        {
            throw new AwsException("InvalidParameterValue", $"One or more parameters are invalid. Reason: Message must be shorter than {maximumSize} bytes; it has {size}.");
        }
    }

    /// <summary>Body and attributes, as SQS counts them.</summary>
    public static int SizeOf(MessageToSend message) => Encoding.UTF8.GetByteCount(message.Body) + message.Attributes.Sum(pair =>
        Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value.DataType)
        + Encoding.UTF8.GetByteCount(pair.Value.StringValue ?? "") + ((pair.Value.BinaryValue?.Length ?? 0) / 4 * 3));

    public static void CheckVisibility(TimeSpan timeout)
    {
        if (timeout < TimeSpan.Zero || timeout > TimeSpan.FromSeconds(MaximumVisibilitySeconds))
        {
            throw QueueErrors.Invalid("VisibilityTimeout", timeout.TotalSeconds, "VisibilityTimeout must be >= 0 and <= 43200");
        }
    }
}
