namespace BatchFunctions.Outcomes;

/// <summary>The stack's event bus.</summary>
internal interface IOutcomes
{
    /// <summary>
    /// Publishes at least once. Whether an interruption repeats the event or the SDK does, which did not hear that it was taken: it is the same one, and
    /// carries the same <c>key</c>, by which those who listen tell it apart. AWS delivers at least once as well, so they have to.
    /// </summary>
    Task PublishAsync(OutcomeEvent happening, CancellationToken cancellation);
}
