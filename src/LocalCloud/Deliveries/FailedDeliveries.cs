using System.Text;

namespace LocalCloud.Deliveries;

/// <summary>The last events that were given up on: what somebody waits for may have been lost with one.</summary>
internal sealed class FailedDeliveries
{
    private const int Most = 1_000;

    // Deliveries report from threads of their own.
    private readonly Lock _gate = new();
    private readonly Queue<(string Body, string Reason)> _failed = new();

    public void Add(OutboxEntry entry, string reason)
    {
        var failed = (Encoding.UTF8.GetString(entry.Body.Span), $"{entry.TargetArn.Split(':')[^1]} failed {entry.FailedTries + 1} times on it, the last time with: {reason}");
        lock (_gate)
        {
            _failed.Enqueue(failed);
            while (_failed.Count > Most)
            {
                _failed.Dequeue();
            }
        }
    }

    /// <summary>Why an event that speaks of <paramref name="text"/> never arrived; <c>null</c> while it has, or still may.</summary>
    public string? Find(string text)
    {
        lock (_gate)
        {
            return _failed.FirstOrDefault(failed => failed.Body.Contains(text, StringComparison.Ordinal)).Reason;
        }
    }
}
