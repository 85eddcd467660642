using System.Text.Json;
using Amazon.Lambda.SQSEvents;

namespace BatchFunctions.Submissions;

/// <summary>Orders one batch: rows before those that wait for them, and the look at the whole submission last.</summary>
internal static class QueueOrder
{
    public static IReadOnlyList<ReceivedMessage> Sort(IReadOnlyList<SQSEvent.SQSMessage> records) =>
        [.. records.Select(record => new ReceivedMessage(record, Read(record))).OrderBy(message => message.Content?.Job?.Row ?? int.MaxValue)];

    private static QueuedMessage? Read(SQSEvent.SQSMessage record)
    {
        try
        {
            return JsonSerializer.Deserialize(record.Body, SubmissionJson.Default.QueuedMessage);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Told by whoever takes it up, as the failure of this one message.
            return null;
        }
    }
}
