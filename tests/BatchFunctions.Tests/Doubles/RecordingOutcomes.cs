using BatchFunctions.Outcomes;

namespace BatchFunctions.Tests.Doubles;

internal sealed class RecordingOutcomes : IOutcomes
{
    public List<OutcomeEvent> Published { get; } = [];

    /// <summary>The next call fails.</summary>
    public bool IsDown { get; set; }

    public Task PublishAsync(OutcomeEvent happening, CancellationToken cancellation)
    {
        if (IsDown)
        {
            IsDown = false;
            return Task.FromException(new HttpRequestException("The bus is down."));
        }

        Published.Add(happening);
        return Task.CompletedTask;
    }
}
