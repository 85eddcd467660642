using BatchFunctions.SubmitQueue;

namespace BatchFunctions.Tests.Doubles;

/// <summary>The process ends when it sends.</summary>
internal sealed class BrokenSubmitQueue : ISubmitQueue
{
    public Task SendAsync(IReadOnlyList<QueuedMessage> messages, TimeSpan delay, CancellationToken cancellation) => throw new Crash();

    public Task GiveUpAsync(QueuedMessage message, string reason, CancellationToken cancellation) => throw new Crash();
}
