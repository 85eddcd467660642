using System.Text;
using LocalBatch.Publishing;
using Simulation.Tests.Kernel;

namespace Simulation.Tests.Cloud;

/// <summary>Carries the engine's events to the queue of state changes: drops, doubles, delays and shuffles them on the way.</summary>
internal sealed class StateChangeRule(World world, SimulatedQueue queue)
{
    private readonly Queue<TellableBatchOf> _waiting = [];
    private bool _isTelling;

    public void Take(TellableBatchOf batch)
    {
        _waiting.Enqueue(batch);
        if (!_isTelling)
        {
            _isTelling = true;
            world.Start(TellAsync);
        }
    }

    /// <summary>Batches go in the order of their commits, each once the one before has been taken.</summary>
    private async Task TellAsync()
    {
        while (_waiting.TryDequeue(out var next))
        {
            await world.PauseAsync(world.Disorder.Between(0.001, 0.05));
            while (world.Disorder.Chance(world.Disorder.Faults.Failed))
            {
                await world.PauseAsync(TimeSpan.FromSeconds(1));
            }

            foreach (var envelope in next.Batch.Happenings.SelectMany(new EventWriter(next.Arns).Envelopes))
            {
                Route(Encoding.UTF8.GetString(envelope.Json.Span));
            }

            next.Delivered();
        }

        _isTelling = false;
    }

    private void Route(string json)
    {
        var (disorder, faults) = (world.Disorder, world.Disorder.Faults);
        if (disorder.Chance(faults.Dropped))
        {
            world.Trace.Add("an event is lost");
            return;
        }

        for (var copies = disorder.Chance(faults.Doubled) ? 2 : 1; copies > 0; copies--)
        {
            var delay = disorder.Chance(faults.Delayed) ? disorder.Between(1, 900) : disorder.Between(0.01, 0.5);
            world.Schedule.In(delay, () => queue.Send(json, TimeSpan.Zero));
        }
    }
}
