namespace BatchFunctions.Submissions;

/// <summary>The submit queue.</summary>
internal interface ISubmitQueue
{
    /// <summary>Puts messages on the queue, all of them or an exception; some may be there twice then.</summary>
    /// <param name="delay">Until they are delivered, up to 15 minutes.</param>
    Task SendAsync(IReadOnlyList<QueuedMessage> messages, TimeSpan delay, CancellationToken cancellation);

    /// <summary>Parks a message among the dead letters, with its reason.</summary>
    Task GiveUpAsync(QueuedMessage message, string reason, CancellationToken cancellation);
}
