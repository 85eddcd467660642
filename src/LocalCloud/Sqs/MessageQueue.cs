using LocalCloud.Mishaps;

namespace LocalCloud.Sqs;

/// <summary>One queue's rules: what is visible when, and to whom. No I/O and no clock; every change is told to the journal.</summary>
internal sealed class MessageQueue(QueueSettings settings, DateTimeOffset createdAt)
{
    // AWS: at most 120,000 messages in flight in a standard queue (quotas-messages).
    private const int MaximumInFlight = 120_000;

    private readonly Dictionary<string, StoredMessage> _byId = new(StringComparer.Ordinal);

    private readonly SortedSet<StoredMessage> _byVisibility = new(Comparer<StoredMessage>.Create(static (left, right) =>
        left.VisibleAt != right.VisibleAt ? left.VisibleAt.CompareTo(right.VisibleAt) : left.Sequence.CompareTo(right.Sequence)));

    public QueueSettings Settings { get; set; } = settings;

    public string Name => Settings.Name;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset ModifiedAt { get; set; } = createdAt;

    public IEnumerable<StoredMessage> Messages => _byId.Values;

    /// <summary>When the next message becomes visible, also where that is past; <c>null</c> for an empty queue.</summary>
    public DateTimeOffset? NextVisibleAt => _byVisibility.Min?.VisibleAt;

    public QueueDepth Depth(DateTimeOffset now)
    {
        var visible = 0;
        var inFlight = 0;
        foreach (var message in _byId.Values.Where(message => !IsExpired(message, now)))
        {
            visible += message.VisibleAt <= now ? 1 : 0;
            inFlight += message.IsInFlight(now) ? 1 : 0;
        }

        return new(visible, inFlight, _byId.Values.Count(message => !IsExpired(message, now)) - visible - inFlight);
    }

    public void Add(StoredMessage message)
    {
        _byId.Add(message.MessageId, message);
        _byVisibility.Add(message);
    }

    public void Remove(StoredMessage message)
    {
        _byId.Remove(message.MessageId);
        _byVisibility.Remove(message);
    }

    /// <summary>The next message that can be received, out of order where chaos wants it; <c>null</c> if there is none now.</summary>
    public StoredMessage? NextVisible(DateTimeOffset now, Chaos? chaos)
    {
        if (_byVisibility.Min is not { } first || first.VisibleAt > now)
        {
            return null;
        }

        if (chaos is null)
        {
            return first;
        }

        var visible = _byVisibility.Take(10).TakeWhile(message => message.VisibleAt <= now).ToList();

        return visible[chaos.Pick(visible.Count)];
    }

    public bool IsExpired(StoredMessage message, DateTimeOffset now) => message.SentAt + Settings.MessageRetentionPeriod <= now;

    /// <summary>True where one more receive would be more than the redrive policy allows.</summary>
    public bool IsSpent(StoredMessage message) =>
        Settings.RedrivePolicy is { } redrive && message.ReceiveCount >= redrive.MaxReceiveCount && !message.IsDoubled;

    public bool IsFull(DateTimeOffset now) =>
        _byId.Count >= MaximumInFlight && _byId.Values.Count(message => message.IsInFlight(now)) >= MaximumInFlight;

    /// <summary>Hands a message out.</summary>
    public void Receive(StoredMessage message, string receiptHandle, DateTimeOffset now, DateTimeOffset visibleAt, bool locally, bool doubled)
    {
        message.ReceiveCount += message.IsDoubled ? 0 : 1;
        message.IsDoubled = doubled && !message.IsDoubled;
        message.FirstReceivedAt ??= now;
        message.ReceiptHandle = receiptHandle;
        message.IsHeldLocally = locally;
        ShowAt(message, visibleAt);
    }

    public void ShowAt(StoredMessage message, DateTimeOffset visibleAt)
    {
        _byVisibility.Remove(message);
        message.VisibleAt = visibleAt;
        _byVisibility.Add(message);
    }

    /// <summary>The message of a receipt handle; <c>null</c> if it is gone, or was received again since.</summary>
    public StoredMessage? FindByReceipt(string receiptHandle) =>
        _byId.GetValueOrDefault(Sqs.ReceiptHandle.MessageIdOf(receiptHandle)) is { } message && message.ReceiptHandle == receiptHandle ? message : null;
}

/// <param name="Visible">Ready to be received.</param>
/// <param name="InFlight">Received, neither deleted nor visible again.</param>
/// <param name="Delayed">Sent with a delay that is not over.</param>
internal sealed record QueueDepth(int Visible, int InFlight, int Delayed);
