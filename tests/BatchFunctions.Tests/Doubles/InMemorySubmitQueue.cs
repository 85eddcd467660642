using BatchFunctions.SubmitQueue;

namespace BatchFunctions.Tests.Doubles;

internal sealed class InMemorySubmitQueue : ISubmitQueue
{
    public List<(QueuedMessage Message, TimeSpan Delay)> Sent { get; } = [];

    public List<(QueuedMessage Message, string Reason)> DeadLetters { get; } = [];

    public Task SendAsync(IReadOnlyList<QueuedMessage> messages, TimeSpan delay, CancellationToken cancellation)
    {
        Sent.AddRange(messages.Select(message => (message, delay)));
        return Task.CompletedTask;
    }

    public Task GiveUpAsync(QueuedMessage message, string reason, CancellationToken cancellation)
    {
        DeadLetters.Add((message, reason));
        return Task.CompletedTask;
    }

    /// <summary>Takes everything off the queue.</summary>
    public IReadOnlyList<QueuedMessage> Drain()
    {
        var messages = Sent.ConvertAll(sent => sent.Message);
        Sent.Clear();
        return messages;
    }
}
