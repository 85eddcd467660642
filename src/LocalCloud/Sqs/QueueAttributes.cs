using System.Buffers;
using System.Globalization;
using LocalCloud.Gateway;

namespace LocalCloud.Sqs;

/// <summary>A queue's settings as attributes: text by name, as SQS has them.</summary>
internal static class QueueAttributes
{
    private static readonly string[] Known =
    [
        "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed", "ApproximateNumberOfMessagesNotVisible", "CreatedTimestamp",
        "DelaySeconds", "LastModifiedTimestamp", "MaximumMessageSize", "MessageRetentionPeriod", "Policy", "QueueArn", "ReceiveMessageWaitTimeSeconds",
        "RedriveAllowPolicy", "RedrivePolicy", "VisibilityTimeout", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled",
        "FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit",
    ];

    // What is quoted into other JSON must not end its quotes.
    private static readonly SearchValues<char> NotInArns = SearchValues.Create([.. Enumerable.Range(0, 0x80).Select(code => (char)code).Where(character => !char.IsAsciiLetterOrDigit(character) && character is not (':' or '-' or '_' or '.'))]);

    public static bool IsKnown(string name) => Known.Contains(name, StringComparer.Ordinal);

    /// <exception cref="AwsException">The name is not one that SQS allows, or that of a FIFO queue.</exception>
    public static void CheckName(string name)
    {
        if (name.EndsWith(".fifo", StringComparison.Ordinal))
        {
            throw new AwsException("UnsupportedOperation", $"{name}: FIFO queues are not supported by the local SQS.");
        }

        if (name.Length is 0 or > 80 || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
        {
            throw new AwsException("InvalidParameterValue", "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        }
    }

    /// <exception cref="AwsException">An attribute is unknown, not supported here, or outside its limits.</exception>
    public static QueueSettings Apply(QueueSettings settings, IReadOnlyDictionary<string, string> attributes) =>
        attributes.Aggregate(settings, static (current, attribute) => Apply(current, attribute.Key, attribute.Value));

    public static Dictionary<string, string> Describe(MessageQueue queue, string arn, DateTimeOffset now)
    {
        var (settings, depth) = (queue.Settings, queue.Depth(now));
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["QueueArn"] = arn,
            ["ApproximateNumberOfMessages"] = Text(depth.Visible),
            ["ApproximateNumberOfMessagesNotVisible"] = Text(depth.InFlight),
            ["ApproximateNumberOfMessagesDelayed"] = Text(depth.Delayed),
            ["CreatedTimestamp"] = Text(queue.CreatedAt.ToUnixTimeSeconds()),
            ["LastModifiedTimestamp"] = Text(queue.ModifiedAt.ToUnixTimeSeconds()),
            ["VisibilityTimeout"] = Text(settings.VisibilityTimeout.TotalSeconds),
            ["MaximumMessageSize"] = Text(settings.MaximumMessageSize),
            ["MessageRetentionPeriod"] = Text(settings.MessageRetentionPeriod.TotalSeconds),
            ["DelaySeconds"] = Text(settings.Delay.TotalSeconds),
            ["ReceiveMessageWaitTimeSeconds"] = Text(settings.ReceiveMessageWaitTime.TotalSeconds),
        };
        if (settings.RedrivePolicy is { } redrive)
        {
            attributes["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{redrive.DeadLetterTargetArn}}","maxReceiveCount":{{redrive.MaxReceiveCount}}}""";
        }

        return attributes;
    }

    private static QueueSettings Apply(QueueSettings settings, string name, string value) => name switch
    {
        "VisibilityTimeout" => settings with { VisibilityTimeout = Seconds(name, value, 0, MessageLimits.MaximumVisibilitySeconds) },
        "DelaySeconds" => settings with { Delay = Seconds(name, value, 0, MessageLimits.MaximumDelaySeconds) },
        "MessageRetentionPeriod" => settings with { MessageRetentionPeriod = Seconds(name, value, 60, 1_209_600) },
        "ReceiveMessageWaitTimeSeconds" => settings with { ReceiveMessageWaitTime = Seconds(name, value, 0, MessageLimits.MaximumWaitSeconds) },
        "MaximumMessageSize" => settings with { MaximumMessageSize = (int)Seconds(name, value, 1_024, MessageLimits.MaximumMessageSize).TotalSeconds },
        "RedrivePolicy" => settings with { RedrivePolicy = value.Length == 0 ? null : Redrive(value) },
        // Every queue of this machine is as safe as its disk.
        "SqsManagedSseEnabled" when value is "true" or "false" => settings,
        _ when IsKnown(name) => throw new AwsException("UnsupportedOperation", $"The attribute {name} is not supported by the local SQS."),
        _ => throw new AwsException("InvalidAttributeName", $"Unknown Attribute {name}."),
    };

    private static TimeSpan Seconds(string name, string value, int minimum, int maximum) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum
            ? TimeSpan.FromSeconds(number)
            : throw QueueErrors.InvalidAttribute(name, value, $"must be an integer from {minimum} to {maximum}");

    private static RedrivePolicy Redrive(string value)
    {
        AwsException Wrong(string why) => QueueErrors.InvalidAttribute("RedrivePolicy", value, why);
        JsonMembers json;
        try
        {
            json = JsonMembers.Parse(System.Text.Encoding.UTF8.GetBytes(value));
        }
        catch (AwsException malformed)
        {
            throw Wrong(malformed.Message);
        }

        var (arn, count) = (json.Text("deadLetterTargetArn"), json.Number("maxReceiveCount"));
        json.RefuseOthers();

        return arn is { Length: > 0 } && arn.Split(':') is ["arn", "aws", "sqs", _, _, { Length: > 0 }] && !arn.AsSpan().ContainsAny(NotInArns) && count is >= 1 and <= 1_000
            ? new(arn, count.Value)
            : throw Wrong("""it must be {"deadLetterTargetArn":"arn:aws:sqs:…","maxReceiveCount":1 to 1000}""");
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
