using LocalCloud.Gateway;
using LocalCloud.Lineages;
using LocalCloud.Mishaps;
using LocalCloud.State;

namespace LocalCloud.Sqs;

/// <summary>Whom a receive is for.</summary>
/// <param name="QueueName">Name of the queue.</param>
/// <param name="Max">1 to 10 messages.</param>
/// <param name="VisibilityTimeout">Overrides the queue's.</param>
/// <param name="IsLocal">The consumer lives in this process and dies with it.</param>
internal sealed record Receive(string QueueName, int Max, TimeSpan? VisibilityTimeout, bool IsLocal);

/// <summary>What the queue loop does in one turn. Collects the rows to write; writes none itself.</summary>
internal sealed class QueueDesk
{
    private readonly QueueStoreOptions _options;
    private readonly Dictionary<string, MessageQueue> _queues;
    private List<Action<StateWriter>> _writes = [];
    private long _lastSequence;

    public QueueDesk(QueueStoreOptions options)
    {
        _options = options;
        options.Database.Define(QueueJournal.Tables);
        options.Database.AddColumn("sqs_messages", QueueJournal.LineageColumn);
        _queues = QueueJournal.ReadQueues(options.Database).ToDictionary(queue => queue.Name, StringComparer.Ordinal);
        foreach (var settings in options.Queues)
        {
            Put(settings);
        }

        foreach (var (queueName, message) in QueueJournal.ReadMessages(options.Database))
        {
            Restore(queueName, message);
        }
    }

    public IReadOnlyList<MessageQueue> Queues => [.. _queues.Values.OrderBy(queue => queue.Name, StringComparer.Ordinal)];

    public DateTimeOffset Now => _options.Time.GetUtcNow();

    /// <exception cref="AwsException">QueueDoesNotExist.</exception>
    public MessageQueue Find(string name) => _queues.GetValueOrDefault(name) ?? throw QueueErrors.NoQueue(name);

    public DateTimeOffset? NextVisibleAt(string queueName) => _queues.GetValueOrDefault(queueName)?.NextVisibleAt;

    public List<Action<StateWriter>> TakeWrites()
    {
        var taken = _writes;
        _writes = taken.Count == 0 ? taken : [];

        return taken;
    }

    /// <summary>Makes the queue, or changes its attributes.</summary>
    public MessageQueue Put(QueueSettings settings)
    {
        if (_queues.TryGetValue(settings.Name, out var queue))
        {
            if (queue.Settings == settings)
            {
                return queue;
            }

            queue.Settings = settings;
            queue.ModifiedAt = Now;
        }
        else
        {
            queue = new(settings, Now);
            _queues.Add(settings.Name, queue);
        }

        var (created, modified) = (queue.CreatedAt, queue.ModifiedAt);
        _writes.Add(writer => QueueJournal.SaveQueue(writer, settings, created, modified));

        return queue;
    }

    public bool Drop(string name)
    {
        Find(name);
        _writes.Add(writer => QueueJournal.RemoveQueue(writer, name));

        return _queues.Remove(name);
    }

    public int Purge(string name)
    {
        var queue = Find(name);
        var gone = queue.Messages.ToList();
        gone.ForEach(queue.Remove);
        _writes.Add(writer => QueueJournal.Purge(writer, name));

        return gone.Count;
    }

    public SentMessage Send(string queueName, MessageToSend message)
    {
        var queue = Find(queueName);
        MessageLimits.Check(message, queue.Settings.MaximumMessageSize);
        var now = Now;
        var stored = new StoredMessage
        {
            Sequence = ++_lastSequence,
            MessageId = _options.NewId().ToString(),
            Body = message.Body,
            Attributes = message.Attributes,
            Lineage = message.Lineage,
            SentAt = now,
            VisibleAt = now + (message.Delay ?? queue.Settings.Delay) + (_options.Chaos?.Delay() ?? TimeSpan.Zero),
        };
        queue.Add(stored);
        _writes.Add(QueueJournal.Save(queueName, stored));

        return new(stored.MessageId, MessageHashes.OfBody(message.Body), MessageHashes.OfAttributes(message.Attributes));
    }

    /// <summary>What is visible now, at most as much as asked for. Spent messages move to the dead-letter queue on the way.</summary>
    public IReadOnlyList<ReceivedMessage> Receive(Receive receive)
    {
        var queue = Find(receive.QueueName);
        var now = Now;
        if (queue.IsFull(now))
        {
            throw new AwsException("OverLimit", $"{queue.Name} has 120,000 messages in flight; delete some first.", 403);
        }

        var received = new List<ReceivedMessage>();
        while (received.Count < receive.Max && queue.NextVisible(now, _options.Chaos) is { } message)
        {
            if (queue.IsExpired(message, now))
            {
                Remove(queue, message);
            }
            else if (queue.IsSpent(message) && DeadLetterQueueOf(queue) is { } deadLetters)
            {
                Move(message, queue, deadLetters);
            }
            else
            {
                received.Add(HandOut(queue, message, receive, now));
            }
        }

        return received;
    }

    /// <returns>False where there was nothing left to delete.</returns>
    public bool Delete(string queueName, string receiptHandle)
    {
        var queue = Find(queueName);
        if (queue.FindByReceipt(receiptHandle) is not { } message)
        {
            return false;
        }

        Remove(queue, message);

        return true;
    }

    /// <summary>Takes a message that was received out of the queue before its time: among the dead letters, or away where there are none.</summary>
    /// <returns>Name of the dead-letter queue; <c>null</c> where the message is gone.</returns>
    public string? GiveUp(string queueName, string receiptHandle)
    {
        var queue = Find(queueName);
        var deadLetters = DeadLetterQueueOf(queue);
        if (queue.FindByReceipt(receiptHandle) is not { } message)
        {
            return deadLetters?.Name;
        }

        if (deadLetters is null)
        {
            Remove(queue, message);
        }
        else
        {
            Move(message, queue, deadLetters);
        }

        return deadLetters?.Name;
    }

    public DateTimeOffset ChangeVisibility(string queueName, string receiptHandle, TimeSpan timeout)
    {
        var queue = Find(queueName);
        MessageLimits.CheckVisibility(timeout);
        var now = Now;
        if (queue.FindByReceipt(receiptHandle) is not { } message || !message.IsInFlight(now))
        {
            throw QueueErrors.NotInFlight(receiptHandle);
        }

        queue.ShowAt(message, now + timeout);
        _writes.Add(QueueJournal.SaveDelivery(message));

        return message.VisibleAt;
    }

    /// <summary>The queues whose dead letters go to <paramref name="name"/>.</summary>
    public IReadOnlyList<string> DeadLetterSources(string name)
    {
        var arn = _options.Account.Arn("sqs", Find(name).Name);

        return [.. Queues.Where(queue => queue.Settings.RedrivePolicy?.DeadLetterTargetArn == arn).Select(queue => queue.Name)];
    }

    /// <summary>Moves messages out of a dead-letter queue, each back to where it came from unless <paramref name="destination"/> says otherwise.</summary>
    public int MoveAll(string source, string? destination)
    {
        var queue = Find(source);
        var moved = 0;
        foreach (var message in queue.Messages.Where(message => !message.IsInFlight(Now)).OrderBy(message => message.Sequence).ToList())
        {
            var target = destination ?? message.DeadLetterSourceArn?.Split(':')[^1];
            if (target is not null && _queues.TryGetValue(target, out var back))
            {
                Move(message, queue, back, isRedriven: true);
                moved++;
            }
        }

        return moved;
    }

    private ReceivedMessage HandOut(MessageQueue queue, StoredMessage message, Receive receive, DateTimeOffset now)
    {
        // Doubling means that a second consumer gets the message while the first is at work on it; never the same one at once.
        var doubled = !message.IsDoubled && _options.Chaos?.LeavesInSight() == true;
        if (message.IsDoubled)
        {
            _options.Chaos?.TakenTwice();
        }

        var visibleAt = now + (doubled ? Chaos.DoubledAfter : receive.VisibilityTimeout ?? queue.Settings.VisibilityTimeout);
        queue.Receive(message, Sqs.ReceiptHandle.Of(message.MessageId, _options.NewId()), now, visibleAt, receive.IsLocal, doubled);
        _writes.Add(QueueJournal.SaveDelivery(message));

        return message.ToReceived();
    }

    private MessageQueue? DeadLetterQueueOf(MessageQueue queue) =>
        _queues.GetValueOrDefault(queue.Settings.RedrivePolicy?.DeadLetterTargetArn.Split(':')[^1] ?? "");

    private void Move(StoredMessage message, MessageQueue from, MessageQueue to, bool isRedriven = false)
    {
        from.Remove(message);
        // AWS: a dead letter keeps the time it was sent at, so that its retention goes on running; one that a redrive
        // brings back counts as new (sqs-dead-letter-queues).
        var moved = new StoredMessage
        {
            Sequence = message.Sequence,
            MessageId = message.MessageId,
            Body = message.Body,
            Attributes = message.Attributes,
            // Inferred: a person who brings it back has looked at it, and its chain begins anew.
            Lineage = isRedriven ? Lineage.None : message.Lineage,
            SentAt = isRedriven ? Now : message.SentAt,
            VisibleAt = Now,
            ReceiveCount = isRedriven ? 0 : message.ReceiveCount,
            FirstReceivedAt = isRedriven ? null : message.FirstReceivedAt,
            DeadLetterSourceArn = isRedriven ? null : _options.Account.Arn("sqs", from.Name),
        };
        to.Add(moved);
        _writes.Add(QueueJournal.Save(to.Name, moved));
    }

    private void Remove(MessageQueue queue, StoredMessage message)
    {
        queue.Remove(message);
        _writes.Add(writer => QueueJournal.Remove(writer, message.Sequence));
    }

    private void Restore(string queueName, StoredMessage message)
    {
        _lastSequence = Math.Max(_lastSequence, message.Sequence);
        if (!_queues.TryGetValue(queueName, out var queue))
        {
            _writes.Add(writer => QueueJournal.Remove(writer, message.Sequence));

            return;
        }

        if (message.IsHeldLocally && message.VisibleAt > Now)
        {
            // It was in the hands of one of our own functions, which has gone with the last run. That was no try of the
            // function's: else a few restarts would make a dead letter of it.
            message.VisibleAt = Now;
            message.ReceiveCount = Math.Max(0, message.ReceiveCount - 1);
        }

        queue.Add(message);
    }
}
