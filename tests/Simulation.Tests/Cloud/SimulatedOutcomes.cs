using BatchFunctions.Outcomes;
using Simulation.Tests.Functions;

namespace Simulation.Tests.Cloud;

/// <summary>The stack's bus: keeps what it was told.</summary>
internal sealed class SimulatedOutcomes
{
    public List<OutcomeEvent> Published { get; } = [];

    public IOutcomes Through(Gate gate) => new Port(this, gate);

    private sealed class Port(SimulatedOutcomes bus, Gate gate) : IOutcomes
    {
        public Task PublishAsync(OutcomeEvent happening, CancellationToken cancellation) =>
            gate.CallAsync($"publishes {happening.DetailType}", () =>
            {
                bus.Published.Add(happening);

                return Task.CompletedTask;
            });
    }
}
