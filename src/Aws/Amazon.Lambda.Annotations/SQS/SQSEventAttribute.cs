namespace Amazon.Lambda.Annotations.SQS;

/// <summary>The handler takes messages off a queue: an <c>SQSEvent</c> and, if it wants, the context.</summary>
/// <param name="queue"><c>@</c> and the queue's logical id in the template, or the queue's ARN.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public class SQSEventAttribute(string queue) : Attribute
{
    public string Queue { get; set; } = queue;
    public string ResourceName { get; set; }
    public bool Enabled { get; set; } = true;

    /// <summary>1 to 10,000; 10 by default.</summary>
    public uint BatchSize { get; set; } = 10;

    /// <summary>0 to 300.</summary>
    public uint MaximumBatchingWindowInSeconds { get; set; }

    /// <summary>Event filter patterns, separated by semicolons.</summary>
    public string Filters { get; set; }

    /// <summary>2 to 1,000.</summary>
    public uint MaximumConcurrency { get; set; }
}
