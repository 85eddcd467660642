using System.Collections.Concurrent;
using System.Text;
using LocalCloud.Events;

namespace LocalCloud.Console;

/// <summary>Events that were given up on while the main job runs: what it waits for may have been lost with one.</summary>
internal sealed class FailedDeliveries
{
    // Deliveries report from threads of their own.
    private readonly ConcurrentQueue<(string Body, string Reason)> _failed = new();

    public void Add(OutboxEntry entry, string reason) => _failed.Enqueue(
        (Encoding.UTF8.GetString(entry.Body.Span), $"{entry.TargetArn.Split(':')[^1]} failed {entry.FailedTries + 1} times on it, the last time with: {reason}"));

    /// <summary>Why an event that speaks of <paramref name="text"/> never arrived; <c>null</c> while it has, or still may.</summary>
    public string? Find(string text) =>
        _failed.FirstOrDefault(failed => failed.Body.Contains(text, StringComparison.Ordinal)).Reason;
}
