using System.Text.Json;
using LocalCloud.Lambda;
using LocalCloud.Sqs;

namespace LocalCloud.EventSources;

/// <summary>Decides which messages of a batch are done with.</summary>
internal static class BatchOutcome
{
    /// <summary>
    /// The messages to delete. AWS: a failed function keeps them all; with ReportBatchItemFailures so does an answer
    /// that names a message wrongly or is no such answer, while an empty one means that all went well (Lambda
    /// developer guide, partial batch responses).
    /// </summary>
    public static IReadOnlyList<ReceivedMessage> Done(IReadOnlyList<ReceivedMessage> batch, InvocationResult result, bool reportsItemFailures)
    {
        if (result.IsError)
        {
            return [];
        }

        if (!reportsItemFailures)
        {
            return batch;
        }

        return Failed(result.Payload) is { } failed && failed.All(id => batch.Any(message => message.MessageId == id))
            ? [.. batch.Where(message => !failed.Contains(message.MessageId))]
            : [];
    }

    /// <summary>Ids of the failed messages; <c>null</c> where the answer makes no sense.</summary>
    private static HashSet<string>? Failed(ReadOnlyMemory<byte> payload)
    {
        if (payload.Span.IndexOfAnyExcept(" \r\n\t"u8) < 0)
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(payload);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Null => [],
                JsonValueKind.Object => Failed(document.RootElement),
                _ => null,
            };
        }
        catch (Exception senseless) when (senseless is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static HashSet<string>? Failed(JsonElement answer)
    {
        HashSet<string> ids = new(StringComparer.Ordinal);
        if (!answer.TryGetProperty("batchItemFailures", out var failures) || failures.ValueKind == JsonValueKind.Null)
        {
            return ids;
        }

        if (failures.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        foreach (var failure in failures.EnumerateArray())
        {
            var id = failure.ValueKind == JsonValueKind.Object
                && failure.TryGetProperty("itemIdentifier", out var identifier)
                && identifier.ValueKind == JsonValueKind.String
                    ? identifier.GetString()
                    : null;
            if (string.IsNullOrEmpty(id))
            {
                return null;
            }

            ids.Add(id);
        }

        return ids;
    }
}
