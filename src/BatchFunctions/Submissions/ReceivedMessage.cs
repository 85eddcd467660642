using Amazon.Lambda.SQSEvents;

namespace BatchFunctions.Submissions;

/// <summary>A delivery and what it holds; <c>null</c> where it cannot be read.</summary>
internal sealed record ReceivedMessage(SQSEvent.SQSMessage Record, QueuedMessage? Content);
