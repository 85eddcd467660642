using System.Text.Json;
using LocalCloud.Gateway;

namespace LocalCloud.Sqs;

/// <summary>The operations on messages.</summary>
internal sealed class MessageOperations(AwsAccount account, QueueStore queues)
{
    public async Task<Action<Utf8JsonWriter>> SendMessageAsync(SqsRequest request, CancellationToken cancellation)
    {
        var queue = request.QueueName(account);
        var message = MessageReader.Message(request.Body) with { Lineage = request.Lineage };
        request.Body.RefuseOthers();
        var sent = await queues.SendAsync(queue, message, cancellation);

        return json => Write(json, sent);
    }

    public async Task<Action<Utf8JsonWriter>> SendMessageBatchAsync(SqsRequest request, CancellationToken cancellation)
    {
        var queue = request.QueueName(account);
        var entries = MessageReader.Entries(request.Body).Select(entry => (entry.Id, Message: MessageReader.Entry(entry.Members, MessageReader.Message))).ToList();
        request.Body.RefuseOthers();
        var size = entries.Sum(entry => MessageLimits.SizeOf(entry.Message));
        if (size > MessageLimits.MaximumMessageSize)
        {
            throw new AwsException("BatchRequestTooLong", $"Batch requests cannot be longer than {MessageLimits.MaximumMessageSize} bytes. You have sent {size} bytes.")
            {
                QueryCode = "AWS.SimpleQueueService.BatchRequestTooLong",
            };
        }

        return await EachAsync(entries, async message =>
        {
            var sent = await queues.SendAsync(queue, message with { Lineage = request.Lineage }, cancellation);

            return json => Write(json, sent);
        });
    }

    public async Task<Action<Utf8JsonWriter>> ReceiveMessageAsync(SqsRequest request, CancellationToken cancellation)
    {
        var queue = request.QueueName(account);
        var max = request.Body.Number("MaxNumberOfMessages") ?? 1;
        var wait = request.Body.Number("WaitTimeSeconds");
        var visibility = request.Body.Number("VisibilityTimeout");
        string[] systemNames = [.. request.Body.Texts("AttributeNames"), .. request.Body.Texts("MessageSystemAttributeNames")];
        var names = request.Body.Texts("MessageAttributeNames");
        // Only FIFO queues look at it; SDKs may send it to any queue.
        _ = request.Body.Text("ReceiveRequestAttemptId");
        request.Body.RefuseOthers();
        MessageReader.Check("MaxNumberOfMessages", max, 1, MessageLimits.MaximumBatch);
        MessageReader.Check("WaitTimeSeconds", wait ?? 0, 0, MessageLimits.MaximumWaitSeconds);
        MessageReader.Check("VisibilityTimeout", visibility ?? 0, 0, MessageLimits.MaximumVisibilitySeconds);
        var received = await queues.ReceiveAsync(
            new(queue, max, visibility is { } seconds ? TimeSpan.FromSeconds(seconds) : null, IsLocal: false),
            wait is { } waitSeconds ? TimeSpan.FromSeconds(waitSeconds) : null, cancellation);

        return json => WriteMessages(json, received, systemNames, names);
    }

    public async Task<Action<Utf8JsonWriter>> DeleteMessageAsync(SqsRequest request, CancellationToken cancellation)
    {
        var queue = request.QueueName(account);
        var handle = request.Body.RequiredText("ReceiptHandle");
        request.Body.RefuseOthers();
        await queues.DeleteAsync(queue, handle, cancellation);

        return Nothing;
    }

    public async Task<Action<Utf8JsonWriter>> DeleteMessageBatchAsync(SqsRequest request, CancellationToken cancellation)
    {
        var queue = request.QueueName(account);
        var entries = MessageReader.Entries(request.Body)
            .Select(entry => (entry.Id, Handle: MessageReader.Entry(entry.Members, members => members.RequiredText("ReceiptHandle")))).ToList();
        request.Body.RefuseOthers();
        await queues.RunAsync(desk => desk.Find(queue), cancellation);

        return await EachAsync(entries, async handle =>
        {
            await queues.DeleteAsync(queue, handle, cancellation);

            return Nothing;
        });
    }

    public async Task<Action<Utf8JsonWriter>> ChangeMessageVisibilityAsync(SqsRequest request, CancellationToken cancellation)
    {
        var queue = request.QueueName(account);
        var (handle, timeout) = MessageReader.Visibility(request.Body);
        request.Body.RefuseOthers();
        await queues.ChangeVisibilityAsync(queue, handle, timeout, cancellation);

        return Nothing;
    }

    public async Task<Action<Utf8JsonWriter>> ChangeMessageVisibilityBatchAsync(SqsRequest request, CancellationToken cancellation)
    {
        var queue = request.QueueName(account);
        var entries = MessageReader.Entries(request.Body)
            .Select(entry => (entry.Id, Change: MessageReader.Entry(entry.Members, MessageReader.Visibility))).ToList();
        request.Body.RefuseOthers();
        await queues.RunAsync(desk => desk.Find(queue), cancellation);

        return await EachAsync(entries, async change =>
        {
            await queues.ChangeVisibilityAsync(queue, change.Handle, change.Timeout, cancellation);

            return Nothing;
        });
    }

    // All entries are under way together, so that they share a commit; each fails for itself.
    private static async Task<Action<Utf8JsonWriter>> EachAsync<T>(
        IReadOnlyList<(string Id, T Value)> entries, Func<T, Task<Action<Utf8JsonWriter>>> run)
    {
        var results = await Task.WhenAll(entries.Select(async entry =>
        {
            try
            {
                return (entry.Id, Members: await run(entry.Value), Refused: (AwsException?)null);
            }
            catch (AwsException refused) when (refused.Code != "QueueDoesNotExist")
            {
                return (entry.Id, Nothing, refused);
            }
        }));

        return json =>
        {
            json.WriteStartArray("Successful");
            foreach (var (id, members, _) in results.Where(result => result.Refused is null))
            {
                json.WriteStartObject();
                json.WriteString("Id", id);
                members(json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("Failed");
            foreach (var (id, refused) in results.Where(result => result.Refused is not null).Select(result => (result.Id, result.Refused)))
            {
                json.WriteStartObject();
                json.WriteString("Id", id);
                json.WriteString("Code", refused?.Code);
                json.WriteString("Message", refused?.Message);
                json.WriteBoolean("SenderFault", true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        };
    }

    private static void Write(Utf8JsonWriter json, SentMessage sent)
    {
        json.WriteString("MessageId", sent.MessageId);
        json.WriteString("MD5OfMessageBody", sent.Md5OfBody);
        if (sent.Md5OfMessageAttributes is { } md5)
        {
            json.WriteString("MD5OfMessageAttributes", md5);
        }
    }

    private void WriteMessages(Utf8JsonWriter json, IReadOnlyList<ReceivedMessage> messages, string[] systemNames, IReadOnlyList<string> names)
    {
        if (messages.Count == 0)
        {
            return;
        }

        json.WriteStartArray("Messages");
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString("MessageId", message.MessageId);
            json.WriteString("ReceiptHandle", message.ReceiptHandle);
            json.WriteString("MD5OfBody", message.Md5OfBody);
            json.WriteString("Body", message.Body);
            WriteSystemAttributes(json, message, systemNames);
            WriteAttributes(json, message, names);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteSystemAttributes(Utf8JsonWriter json, ReceivedMessage message, string[] wanted)
    {
        if (wanted.Length == 0)
        {
            return;
        }

        json.WriteStartObject("Attributes");
        foreach (var (name, value) in message.SystemAttributes(account.AccountId).Where(pair => wanted.Contains("All") || wanted.Contains(pair.Key)))
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static void WriteAttributes(Utf8JsonWriter json, ReceivedMessage message, IReadOnlyList<string> wanted)
    {
        var chosen = message.Attributes.Where(pair => wanted.Any(name => Matches(name, pair.Key))).ToDictionary();
        if (chosen.Count == 0)
        {
            return;
        }

        json.WriteString("MD5OfMessageAttributes", MessageHashes.OfAttributes(chosen));
        json.WritePropertyName("MessageAttributes");
        MessageAttributeJson.Write(json, chosen);
    }

    // AWS: All, .*, a name, or the beginning of names before .* (API_ReceiveMessage).
    private static bool Matches(string wanted, string name) =>
        wanted is "All" or ".*" || wanted == name
        || (wanted.EndsWith(".*", StringComparison.Ordinal) && name.StartsWith(wanted[..^2], StringComparison.Ordinal));

    private static void Nothing(Utf8JsonWriter json)
    {
    }
}
