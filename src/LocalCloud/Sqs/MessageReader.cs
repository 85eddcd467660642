using LocalCloud.Gateway;

namespace LocalCloud.Sqs;

/// <summary>Reads messages and batch entries from requests.</summary>
internal static class MessageReader
{
    public static MessageToSend Message(JsonMembers json)
    {
        var message = new MessageToSend(json.RequiredText("MessageBody"))
        {
            Delay = json.Number("DelaySeconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            // The last of two equal names wins, as in most JSON readers.
            Attributes = json.ObjectMap("MessageAttributes").GroupBy(entry => entry.Key, StringComparer.Ordinal)
                .ToDictionary(same => same.Key, same => Attribute(same.Key, same.Last().Value), StringComparer.Ordinal),
        };
        if (json.Text("MessageGroupId") is not null || json.Text("MessageDeduplicationId") is not null)
        {
            throw new AwsException("UnsupportedOperation", "MessageGroupId and MessageDeduplicationId are not supported: the local SQS has no FIFO queues and no fair queues.");
        }

        return message;
    }

    public static (string Handle, TimeSpan Timeout) Visibility(JsonMembers json) => (
        json.RequiredText("ReceiptHandle"), TimeSpan.FromSeconds(json.Number("VisibilityTimeout") ?? throw json.Missing("VisibilityTimeout")));

    /// <summary>The entries of a batch, whose ids are distinct.</summary>
    public static IReadOnlyList<(string Id, JsonMembers Members)> Entries(JsonMembers json)
    {
        var entries = json.Objects("Entries").Select(members => (Id: members.RequiredText("Id"), members)).ToList();
        if (entries.Count == 0)
        {
            throw Batch("EmptyBatchRequest", "There should be at least one entry in the request.");
        }

        if (entries.Count > MessageLimits.MaximumBatch)
        {
            throw Batch("TooManyEntriesInBatchRequest", $"Maximum number of entries per request are {MessageLimits.MaximumBatch}. You have sent {entries.Count}.");
        }

        if (entries.FirstOrDefault(entry => !IsId(entry.Id)).Id is { } wrong)
        {
            throw Batch("InvalidBatchEntryId", $"A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long: {wrong}");
        }

        if (entries.GroupBy(entry => entry.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw Batch("BatchEntryIdsNotDistinct", $"Id {twice.Key} repeated.");
        }

        return entries;
    }

    public static T Entry<T>(JsonMembers members, Func<JsonMembers, T> read)
    {
        var value = read(members);
        members.RefuseOthers();

        return value;
    }

    public static void Check(string name, int value, int minimum, int maximum)
    {
        if (value < minimum || value > maximum)
        {
            throw QueueErrors.Invalid(name, value, $"Must be between {minimum} and {maximum}, if provided");
        }
    }

    private static MessageAttribute Attribute(string name, JsonMembers json)
    {
        var attribute = new MessageAttribute(json.RequiredText("DataType"), json.Text("StringValue"), json.Text("BinaryValue"));
        json.RefuseOthers();
        var kind = attribute.DataType.Split('.')[0];
        var isWhole = kind switch
        {
            "String" or "Number" => attribute is { StringValue.Length: > 0, BinaryValue: null },
            "Binary" => attribute is { StringValue: null, BinaryValue.Length: > 0 } && IsBase64(attribute.BinaryValue),
            _ => throw QueueErrors.Invalid($"MessageAttributes.{name}.DataType", attribute.DataType, "it must begin with String, Number or Binary"),
        };

        return isWhole
            ? attribute
            : throw QueueErrors.Invalid($"MessageAttributes.{name}", attribute.DataType, "it must have the one value that its type asks for: StringValue, or BinaryValue in base64");
    }

    private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[text.Length], out _);

    private static bool IsId(string id) => id.Length <= 80 && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    private static AwsException Batch(string code, string message) => new(code, message) { QueryCode = "AWS.SimpleQueueService." + code };
}
