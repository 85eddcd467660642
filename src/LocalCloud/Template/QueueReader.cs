namespace LocalCloud.Template;

/// <summary>Reads <c>AWS::SQS::Queue</c>: CloudFormation's property names are the API's attribute names, save one.</summary>
internal sealed class QueueReader(ResourceValues values)
{
    private static readonly (string Property, string Attribute, int Least, int Most)[] Numbers =
    [
        ("VisibilityTimeout", "VisibilityTimeout", 0, 43_200),
        ("MessageRetentionPeriod", "MessageRetentionPeriod", 60, 1_209_600),
        ("DelaySeconds", "DelaySeconds", 0, 900),
        ("MaximumMessageSize", "MaximumMessageSize", 1_024, 1_048_576),
        ("ReceiveMessageWaitTimeSeconds", "ReceiveMessageWaitTimeSeconds", 0, 20),
    ];

    public QueueResource Read(DeclaredResource resource, PropertyReader properties)
    {
        Dictionary<string, string> attributes = new(StringComparer.Ordinal);
        foreach (var (property, attribute, least, most) in Numbers)
        {
            if (properties.Integer(property, least, most) is { } number)
            {
                attributes[attribute] = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        foreach (var flag in (ReadOnlySpan<string>)["FifoQueue", "ContentBasedDeduplication"])
        {
            if (properties.Flag(flag) == true)
            {
                properties.Refuse(flag, $"the local stack does not support {flag}: its queues are standard queues");
            }
        }

        if (properties.Map("RedrivePolicy") is { } redrive)
        {
            attributes["RedrivePolicy"] = Redrive(redrive);
        }

        properties.Ignore(
            "QueueName", "RedriveAllowPolicy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled", "Tags");
        properties.Finish();
        return new(resource.LogicalId, values.Name(resource), attributes);
    }

    private static string Redrive(PropertyReader redrive)
    {
        var arn = redrive.RequiredText("deadLetterTargetArn");
        var count = redrive.Integer("maxReceiveCount", 1, 1_000);
        if (count is null)
        {
            redrive.Refuse("maxReceiveCount", "maxReceiveCount is missing");
        }

        redrive.Finish();
        return $$"""{"deadLetterTargetArn":"{{System.Text.Json.JsonEncodedText.Encode(arn)}}","maxReceiveCount":{{count ?? 1}}}""";
    }
}
