using LocalCloud.Lambda;
using LocalCloud.Sqs;
using Microsoft.Extensions.Logging;

namespace LocalCloud.EventSources;

/// <summary>What every poller of a stack works with.</summary>
internal sealed record QueuePollerOptions
{
    public required QueueStore Queues { get; init; }

    public required IFunctionInvoker Functions { get; init; }

    public required string Region { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    // Differs: AWS begins with five; each is a process here.
    /// <summary>Batches at once where the template names no MaximumConcurrency.</summary>
    public int DefaultConcurrency { get; init; } = Math.Clamp(Environment.ProcessorCount, 2, 5);
}
