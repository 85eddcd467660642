using System.Text.Json;
using LocalCloud.Gateway;

namespace LocalCloud.Sqs;

/// <summary>The operations on queues.</summary>
internal sealed class QueueOperations(AwsAccount account, QueueStore queues)
{
    public async Task<Action<Utf8JsonWriter>> CreateQueueAsync(SqsRequest request, CancellationToken cancellation)
    {
        var name = request.Body.RequiredText("QueueName");
        var attributes = request.Body.TextMap("Attributes");
        if (request.Body.TextMap("tags").Count > 0)
        {
            throw new AwsException("UnsupportedOperation", "tags are not supported by the local SQS.");
        }

        request.Body.RefuseOthers();
        QueueAttributes.CheckName(name);
        var settings = QueueAttributes.Apply(new() { Name = name }, attributes);
        await queues.RunAsync(desk => Create(desk, settings, attributes), cancellation);

        return json => json.WriteString("QueueUrl", UrlOf(request, name));
    }

    public async Task<Action<Utf8JsonWriter>> DeleteQueueAsync(SqsRequest request, CancellationToken cancellation)
    {
        var name = request.QueueName(account);
        request.Body.RefuseOthers();
        await queues.RunAsync(desk => desk.Drop(name), cancellation);

        return Nothing;
    }

    public async Task<Action<Utf8JsonWriter>> GetQueueUrlAsync(SqsRequest request, CancellationToken cancellation)
    {
        var name = request.Body.RequiredText("QueueName");
        var owner = request.Body.Text("QueueOwnerAWSAccountId");
        request.Body.RefuseOthers();
        if (owner is not null && owner != account.AccountId)
        {
            throw QueueErrors.NoQueue(name);
        }

        await queues.RunAsync(desk => desk.Find(name), cancellation);

        return json => json.WriteString("QueueUrl", UrlOf(request, name));
    }

    public async Task<Action<Utf8JsonWriter>> ListQueuesAsync(SqsRequest request, CancellationToken cancellation)
    {
        var prefix = request.Body.Text("QueueNamePrefix") ?? "";
        var max = request.Body.Number("MaxResults");
        var after = request.Body.Text("NextToken");
        request.Body.RefuseOthers();
        if (max is < 1 or > 1_000)
        {
            throw QueueErrors.Invalid("MaxResults", max, "MaxResults must be >= 1 and <= 1000");
        }

        var names = await queues.RunAsync(
            desk => desk.Queues.Select(queue => queue.Name)
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(name, after) > 0).ToList(),
            cancellation);

        return json => WriteUrls(json, "QueueUrls", request, names, max);
    }

    public async Task<Action<Utf8JsonWriter>> GetQueueAttributesAsync(SqsRequest request, CancellationToken cancellation)
    {
        var name = request.QueueName(account);
        var wanted = request.Body.Texts("AttributeNames");
        request.Body.RefuseOthers();
        var attributes = await queues.RunAsync(desk => QueueAttributes.Describe(desk.Find(name), queues.ArnOf(name), desk.Now), cancellation);
        if (wanted.FirstOrDefault(one => one != "All" && !QueueAttributes.IsKnown(one)) is { } unknown)
        {
            throw new AwsException("InvalidAttributeName", $"Unknown Attribute {unknown}.");
        }

        return json =>
        {
            json.WriteStartObject("Attributes");
            foreach (var (attribute, value) in attributes.Where(pair => wanted.Contains("All") || wanted.Contains(pair.Key)))
            {
                json.WriteString(attribute, value);
            }

            json.WriteEndObject();
        };
    }

    public async Task<Action<Utf8JsonWriter>> SetQueueAttributesAsync(SqsRequest request, CancellationToken cancellation)
    {
        var name = request.QueueName(account);
        var attributes = request.Body.TextMap("Attributes");
        request.Body.RefuseOthers();
        await queues.RunAsync(desk => desk.Put(QueueAttributes.Apply(desk.Find(name).Settings, attributes)), cancellation);

        return Nothing;
    }

    public async Task<Action<Utf8JsonWriter>> PurgeQueueAsync(SqsRequest request, CancellationToken cancellation)
    {
        var name = request.QueueName(account);
        request.Body.RefuseOthers();
        await queues.RunAsync(desk => desk.Purge(name), cancellation);

        return Nothing;
    }

    public async Task<Action<Utf8JsonWriter>> ListDeadLetterSourceQueuesAsync(SqsRequest request, CancellationToken cancellation)
    {
        var name = request.QueueName(account);
        var max = request.Body.Number("MaxResults");
        var after = request.Body.Text("NextToken");
        request.Body.RefuseOthers();
        var sources = await queues.RunAsync(desk => desk.DeadLetterSources(name), cancellation);

        return json => WriteUrls(json, "queueUrls", request, [.. sources.Where(source => string.CompareOrdinal(source, after) > 0)], max);
    }

    // Differs: the messages have moved when this answers; there is no task left to list or to cancel.
    public async Task<Action<Utf8JsonWriter>> StartMessageMoveTaskAsync(SqsRequest request, CancellationToken cancellation)
    {
        var source = NameOf("SourceArn", request.Body.RequiredText("SourceArn"));
        var destination = request.Body.Text("DestinationArn") is { } arn ? NameOf("DestinationArn", arn) : null;
        request.Body.RefuseOthers();
        await queues.RunAsync(desk => Move(desk, source, destination), cancellation);

        return json => json.WriteString("TaskHandle", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"done:{source}")));
    }

    private static int Move(QueueDesk desk, string source, string? destination)
    {
        if (destination is not null)
        {
            desk.Find(destination);
        }

        return desk.MoveAll(source, destination);
    }

    private static MessageQueue Create(QueueDesk desk, QueueSettings settings, IReadOnlyDictionary<string, string> given)
    {
        var existing = desk.Queues.FirstOrDefault(queue => queue.Name == settings.Name);
        // AWS: creating a queue that exists is no error unless an attribute given has another value (API_CreateQueue).
        if (existing is not null && QueueAttributes.Apply(existing.Settings, given) != existing.Settings)
        {
            throw new AwsException("QueueNameExists", $"A queue named {settings.Name} already exists with a different value for an attribute.")
            {
                QueryCode = "QueueAlreadyExists",
            };
        }

        return existing ?? desk.Put(settings);
    }

    private void WriteUrls(Utf8JsonWriter json, string member, SqsRequest request, List<string> names, int? max)
    {
        json.WriteStartArray(member);
        foreach (var name in names.Take(max ?? 1_000))
        {
            json.WriteStringValue(UrlOf(request, name));
        }

        json.WriteEndArray();
        if (max is { } limit && names.Count > limit)
        {
            json.WriteString("NextToken", names[limit - 1]);
        }
    }

    private string UrlOf(SqsRequest request, string name) => $"{request.Endpoint}/{account.AccountId}/{name}";

    private string NameOf(string member, string arn) => arn.StartsWith(account.Arn("sqs", ""), StringComparison.Ordinal)
        ? arn.Split(':')[^1]
        : throw QueueErrors.Invalid(member, arn, $"it must be the ARN of a queue, {account.Arn("sqs", "QUEUE_NAME")}");

    private static void Nothing(Utf8JsonWriter json)
    {
    }
}
