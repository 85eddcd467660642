using Amazon.Lambda.SQSEvents;

namespace BatchFunctions.Tracking;

/// <summary>A delivery and the event in it; <c>null</c> where it cannot be read.</summary>
internal sealed record ReceivedEvent(SQSEvent.SQSMessage Record, BatchEvent? Event)
{
    public static ReceivedEvent Read(SQSEvent.SQSMessage record)
    {
        try
        {
            return new ReceivedEvent(record, BatchEvent.Parse(record.Body));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Told by whoever takes it up, as the failure of this one event.
            return new ReceivedEvent(record, null);
        }
    }
}
