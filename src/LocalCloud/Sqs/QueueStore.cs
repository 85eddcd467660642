namespace LocalCloud.Sqs;

/// <summary>All queues.</summary>
internal sealed class QueueStore : IAsyncDisposable
{
    public static QueueStore Open(QueueStoreOptions options) => throw new NotImplementedException();

    public Task<SentMessage> SendAsync(string queueName, MessageToSend message, CancellationToken cancellation) => throw new NotImplementedException();

    public Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(string queueName, int max, TimeSpan wait, CancellationToken cancellation) => throw new NotImplementedException();

    public Task DeleteAsync(string queueName, string receiptHandle, CancellationToken cancellation) => throw new NotImplementedException();

    public Task ChangeVisibilityAsync(string queueName, string receiptHandle, TimeSpan timeout, CancellationToken cancellation) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
