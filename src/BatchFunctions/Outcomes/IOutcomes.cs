namespace BatchFunctions.Outcomes;

/// <summary>The stack's event bus.</summary>
internal interface IOutcomes
{
    /// <summary>Publishes at least once: after an interruption the same event may come again, with the same <c>key</c>.</summary>
    Task PublishAsync(OutcomeEvent happening, CancellationToken cancellation);
}
