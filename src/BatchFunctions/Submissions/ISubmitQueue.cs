namespace BatchFunctions.Submissions;

/// <summary>The submit queue.</summary>
internal interface ISubmitQueue
{
    /// <summary>
    /// Puts messages on the queue, all of them or an exception; some may be there twice then, or after a repetition by the SDK. That is harmless as long as
    /// each names what it is about: a job its token, under which there is one job; a submission its state, which ends once; a failed job its decision, of
    /// which the first stays. A standard queue delivers at least once anyhow.
    /// </summary>
    /// <param name="delay">Until they are delivered, up to 15 minutes.</param>
    Task SendAsync(IReadOnlyList<QueuedMessage> messages, TimeSpan delay, CancellationToken cancellation);

    /// <summary>Parks a message among the dead letters, with its reason. One that is there twice is redriven twice, and delivered as any double is.</summary>
    Task GiveUpAsync(QueuedMessage message, string reason, CancellationToken cancellation);
}
