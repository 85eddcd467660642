using System.Threading.Channels;
using LocalCloud.Gateway;

namespace LocalCloud.Sqs;

/// <summary>
/// All queues. One loop owns them: every call is a turn of that loop, decided in memory, and answered once its change is
/// on disk. Receivers that wait are woken by what they wait for, not by polling.
/// </summary>
internal sealed class QueueStore : IAsyncDisposable
{
    private readonly QueueStoreOptions _options;
    private readonly QueueDesk _desk;
    private readonly Channel<Action> _turns = Channel.CreateUnbounded<Action>(new() { SingleReader = true });
    private readonly List<Waiter> _waiters = [];
    private readonly ITimer _timer;
    private readonly Task _loop;

    private QueueStore(QueueStoreOptions options)
    {
        _options = options;
        _desk = new(options);
        // What opening changed is written before anything else.
        Write();
        _timer = options.Time.CreateTimer(_ => _turns.Writer.TryWrite(static () => { }), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Reads what the last run left. Messages that a consumer of this process held are visible again: it ended with the process.</summary>
    public static QueueStore Open(QueueStoreOptions options) => new(options);

    public string ArnOf(string queueName) => _options.Account.Arn("sqs", queueName);

    /// <exception cref="AwsException">The queue does not exist, or the message breaks a limit of SQS.</exception>
    public Task<SentMessage> SendAsync(string queueName, MessageToSend message, CancellationToken cancellation) =>
        RunAsync(desk => desk.Send(queueName, message), cancellation);

    /// <summary>Receives for a consumer inside this process, such as the poller of a function.</summary>
    /// <param name="queueName">Name of the queue.</param>
    /// <param name="max">1 to 10 messages.</param>
    /// <param name="wait">How long to wait for the first message.</param>
    /// <param name="cancellation">Ends the wait; a message is either handed out or stays.</param>
    public Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(string queueName, int max, TimeSpan wait, CancellationToken cancellation) =>
        ReceiveAsync(new(queueName, max, null, IsLocal: true), wait, cancellation);

    public async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(Receive receive, TimeSpan? wait, CancellationToken cancellation)
    {
        var waiter = await RunAsync(desk => Begin(desk, receive, wait, cancellation), cancellation);
        await using var registration = cancellation.UnsafeRegister(_ => _turns.Writer.TryWrite(() => Forget(waiter)), null);
        var (messages, written) = await waiter.Answer.Task;
        await written;

        return messages;
    }

    /// <summary>A message that is already gone is no error, as in SQS.</summary>
    public Task DeleteAsync(string queueName, string receiptHandle, CancellationToken cancellation) =>
        RunAsync(desk => desk.Delete(queueName, receiptHandle), cancellation);

    /// <summary>Takes a received message to the dead letters. Once it is there, or somebody else has received it, this changes nothing.</summary>
    /// <returns>Name of the dead-letter queue; <c>null</c> where there is none, and the message is gone.</returns>
    public Task<string?> GiveUpAsync(string queueName, string receiptHandle, CancellationToken cancellation) =>
        RunAsync(desk => desk.GiveUp(queueName, receiptHandle), cancellation);

    /// <exception cref="AwsException">MessageNotInflight, ReceiptHandleIsInvalid.</exception>
    public Task ChangeVisibilityAsync(string queueName, string receiptHandle, TimeSpan timeout, CancellationToken cancellation) =>
        RunAsync(desk => desk.ChangeVisibility(queueName, receiptHandle, timeout), cancellation);

    /// <summary>Runs one turn on the queues, and waits until what it changed is on disk.</summary>
    public async Task<T> RunAsync<T>(Func<QueueDesk, T> turn, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var answer = new TaskCompletionSource<(T Result, Task Written)>(TaskCreationOptions.RunContinuationsAsynchronously);
        ObjectDisposedException.ThrowIf(!_turns.Writer.TryWrite(() => Answer(turn, answer)), this);
        var (result, written) = await answer.Task;
        await written;

        return result;
    }

    public async ValueTask DisposeAsync()
    {
        _turns.Writer.TryComplete();
        await _loop;
        await _timer.DisposeAsync();
        _waiters.ForEach(waiter => waiter.Answer.TrySetCanceled());
    }

    private async Task RunAsync()
    {
        await foreach (var turn in _turns.Reader.ReadAllAsync())
        {
            turn();
            ServeWaiters();
            SetTimer();
        }
    }

    private void Answer<T>(Func<QueueDesk, T> turn, TaskCompletionSource<(T Result, Task Written)> answer)
    {
        try
        {
            var result = turn(_desk);
            answer.SetResult((result, Write()));
        }
        catch (Exception failure)
        {
            // A refusal, or a bug: either way the caller's, not the loop's. What was decided before it is still written.
            Write();
            answer.SetException(failure);
        }
    }

    private Task Write()
    {
        var writes = _desk.TakeWrites();

        return writes.Count == 0 ? Task.CompletedTask : _options.Database.WriteAsync(writer => writes.ForEach(write => write(writer)));
    }

    private Waiter Begin(QueueDesk desk, Receive receive, TimeSpan? wait, CancellationToken cancellation)
    {
        var queue = desk.Find(receive.QueueName);
        var until = _options.Time.GetUtcNow() + (wait ?? queue.Settings.ReceiveMessageWaitTime);
        var waiter = new Waiter(receive, until, cancellation);
        _waiters.Add(waiter);

        return waiter;
    }

    private void Forget(Waiter waiter)
    {
        if (_waiters.Remove(waiter))
        {
            waiter.Answer.SetCanceled(waiter.Cancellation);
        }
    }

    private void ServeWaiters()
    {
        var now = _options.Time.GetUtcNow();
        for (var index = 0; index < _waiters.Count; index++)
        {
            if (TryServe(_waiters[index], now))
            {
                _waiters.RemoveAt(index--);
            }
        }
    }

    private bool TryServe(Waiter waiter, DateTimeOffset now)
    {
        if (waiter.Cancellation.IsCancellationRequested)
        {
            return waiter.Answer.TrySetCanceled(waiter.Cancellation);
        }

        try
        {
            var messages = _desk.Receive(waiter.Receive);
            var written = Write();

            return (messages.Count > 0 || waiter.Until <= now) && waiter.Answer.TrySetResult((messages, written));
        }
        catch (AwsException refusal)
        {
            // The queue was deleted meanwhile.
            return waiter.Answer.TrySetException(refusal);
        }
    }

    private void SetTimer()
    {
        var now = _options.Time.GetUtcNow();
        DateTimeOffset? next = null;
        foreach (var waiter in _waiters)
        {
            next = Earlier(next, waiter.Until);
            next = _desk.NextVisibleAt(waiter.Receive.QueueName) is { } visible && visible > now ? Earlier(next, visible) : next;
        }

        _timer.Change(next is { } at ? at - now : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private static DateTimeOffset Earlier(DateTimeOffset? left, DateTimeOffset right) => left is { } time && time < right ? time : right;

    private sealed record Waiter(Receive Receive, DateTimeOffset Until, CancellationToken Cancellation)
    {
        public TaskCompletionSource<(IReadOnlyList<ReceivedMessage> Messages, Task Written)> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
