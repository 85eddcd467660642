using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace BatchFunctions.SubmitQueue;

/// <summary>The submit queue.</summary>
internal interface ISubmitQueue
{
    /// <summary>
    /// Puts messages on the queue, all of them or an exception; some may be there twice then, or after a repetition by the SDK. That is harmless as long as
    /// each names what it is about: a job its token, under which there is one job; a submission its state, which ends once; a failed job its decision, of
    /// which the first stays. A standard queue delivers at least once anyhow.
    /// </summary>
    /// <param name="delay">Until they are delivered, up to 15 minutes.</param>
    Task SendAsync(IReadOnlyList<QueuedMessage> messages, TimeSpan delay, CancellationToken cancellation);

    /// <summary>Parks a message among the dead letters, with its reason. One that is there twice is redriven twice, and delivered as any double is.</summary>
    Task GiveUpAsync(QueuedMessage message, string reason, CancellationToken cancellation);
}

/// <summary>The submit queue on SQS.</summary>
internal sealed class SqsSubmitQueue(IAmazonSQS sqs, string queueUrl, string? deadLettersUrl) : ISubmitQueue
{
    // AWS: ten messages and 256 KiB a call, attributes included (API_SendMessageBatch).
    private const int MostMessages = 10;

    private const int MostBytes = 250_000;

    private const int CallsAtATime = 8;

    private const int MostReason = 1024;

    private const int Rounds = 5;

    public Task SendAsync(IReadOnlyList<QueuedMessage> messages, TimeSpan delay, CancellationToken cancellation)
    {
        var bodies = messages.Select(message => JsonSerializer.Serialize(message, QueueJson.Default.QueuedMessage));

        return ForEachAsync(Pack(bodies), batch => SendBatchAsync(batch, (int)Math.Ceiling(delay.TotalSeconds), cancellation), cancellation);
    }

    public Task GiveUpAsync(QueuedMessage message, string reason, CancellationToken cancellation) => sqs.SendMessageAsync(
        new SendMessageRequest
        {
            QueueUrl = deadLettersUrl ?? throw new InvalidOperationException("SUBMIT_DEAD_LETTERS_URL is not set for this function."),
            MessageBody = JsonSerializer.Serialize(message, QueueJson.Default.QueuedMessage),
            MessageAttributes = new() { ["Reason"] = new MessageAttributeValue { DataType = "String", StringValue = Fit(reason) } },
        },
        cancellation);

    /// <summary>
    /// A reason that SQS takes whatever AWS Batch has said: with one that it refuses, the message would come back for ever.
    /// AWS: an attribute is not empty, and of the characters that XML has (API_MessageAttributeValue, API_SendMessage).
    /// </summary>
    internal static string Fit(string reason)
    {
        var text = string.Concat(reason.EnumerateRunes().Take(MostReason).Select(rune => IsTaken(rune) ? rune.ToString() : "?"));

        return text.Length > 0 ? text : "Nobody said why.";
    }

    private static bool IsTaken(Rune rune) => rune.Value is '\t' or '\n' or '\r' or (>= 0x20 and not (0xFFFE or 0xFFFF));

    /// <summary>As few calls as the limits allow, in order.</summary>
    internal static IEnumerable<IReadOnlyList<string>> Pack(IEnumerable<string> bodies)
    {
        var batch = new List<string>();
        var bytes = 0;
        foreach (var body in bodies)
        {
            var size = Encoding.UTF8.GetByteCount(body);
            if (batch.Count == MostMessages || (batch.Count > 0 && bytes + size > MostBytes))
            {
                yield return batch;
                batch = [];
                bytes = 0;
            }

            batch.Add(body);
            bytes += size;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private static Task ForEachAsync(
        IEnumerable<IReadOnlyList<string>> batches, Func<IReadOnlyList<string>, Task> send, CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            batches,
            new ParallelOptions { MaxDegreeOfParallelism = CallsAtATime, CancellationToken = cancellation },
            async (batch, _) => await send(batch));

    private async Task SendBatchAsync(IReadOnlyList<string> bodies, int delaySeconds, CancellationToken cancellation)
    {
        var entries = bodies.Select((body, index) => new SendMessageBatchRequestEntry
        {
            Id = index.ToString(CultureInfo.InvariantCulture),
            MessageBody = body,
            DelaySeconds = delaySeconds,
        }).ToList();
        for (var round = 0; entries.Count > 0; round++)
        {
            var answer = await sqs.SendMessageBatchAsync(new SendMessageBatchRequest { QueueUrl = queueUrl, Entries = entries }, cancellation);
            // AWS: the call succeeds although single messages failed; those are told one by one.
            var failed = (answer.Failed ?? []).ToDictionary(entry => entry.Id);
            entries = [.. entries.Where(entry => failed.ContainsKey(entry.Id))];
            // One that SQS refuses for what it holds is refused again.
            if (failed.Values.FirstOrDefault(entry => round == Rounds || entry.SenderFault == true) is { } last)
            {
                throw new IOException($"SQS did not take {entries.Count} of the messages: {last.Message}");
            }
        }
    }
}
