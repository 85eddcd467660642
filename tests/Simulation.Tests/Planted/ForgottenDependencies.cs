using BatchFunctions.SubmitQueue;

namespace Simulation.Tests.Planted;

/// <summary>A resubmission does not wait for anything.</summary>
internal sealed class ForgottenDependencies(ISubmitQueue inner) : ISubmitQueue
{
    public Task SendAsync(IReadOnlyList<QueuedMessage> messages, TimeSpan delay, CancellationToken cancellation) =>
        inner.SendAsync([.. messages.Select(Forget)], delay, cancellation);

    public Task GiveUpAsync(QueuedMessage message, string reason, CancellationToken cancellation) => inner.GiveUpAsync(message, reason, cancellation);

    private static QueuedMessage Forget(QueuedMessage message) =>
        message.Job is { ResubmitOf: not null } job ? message with { Job = job with { DependsOn = null } } : message;
}
