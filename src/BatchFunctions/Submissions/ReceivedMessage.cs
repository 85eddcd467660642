using Amazon.Lambda.SQSEvents;

namespace BatchFunctions.Submissions;

/// <summary>A delivery and what it holds; <c>null</c> where it cannot be read.</summary>
internal sealed record ReceivedMessage(SQSEvent.SQSMessage Record, QueuedMessage? Content)
{
    /// <summary>It may wait for jobs of the same batch, or looks at what became of them: those come to their end first.</summary>
    public bool ComesAfterOthers => Content is not { Job: { } job } || job.DependsOn is { Count: > 0 };

    /// <summary>The trace of the call that put it on the queue.</summary>
    // AWS: SQS keeps the X-Ray header of a SendMessage call, which the SDK sends, as this attribute (X-Ray and SQS).
    public string? OriginTraceId => Record.Attributes?.GetValueOrDefault("AWSTraceHeader");
}
