using BatchFunctions.Outcomes;

namespace BatchFunctions.Tests.Doubles;

internal sealed class RecordingOutcomes : IOutcomes
{
    public List<OutcomeEvent> Published { get; } = [];

    public Task PublishAsync(OutcomeEvent happening, CancellationToken cancellation)
    {
        Published.Add(happening);
        return Task.CompletedTask;
    }
}
