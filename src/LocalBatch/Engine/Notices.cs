using LocalBatch.Books;
using LocalBatch.Execution;
using LocalBatch.Jobs;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Engine;

/// <summary>An executor reports of an attempt.</summary>
internal sealed class AttemptReport(Guid taskId, AttemptEvent happened) : ITurnRequest
{
    public void Apply(EngineState state)
    {
        if (state.Services.Running.TryGetValue(taskId, out var service))
        {
            ServiceRuns.Happened(state.Services, service, happened, state.IsClosing);
        }
        else if (happened is AttemptEvent.Started)
        {
            AttemptRules.Started(state.Jobs, taskId);
        }
        else
        {
            AttemptRules.Ended(state.Jobs, taskId, happened);
        }
    }
}

/// <summary>The bus has taken the events up to this number.</summary>
internal sealed class EventsDelivered(long upTo) : ITurnRequest
{
    public void Apply(EngineState state) => state.DeliveredUpTo = upTo;
}

/// <summary>A timer is due.</summary>
internal sealed class Wake : ITurnRequest
{
    public void Apply(EngineState state)
    {
    }
}

/// <summary>The engine closes: nothing new starts, and the hosts go.</summary>
internal sealed class Closing : ITurnRequest
{
    public void Apply(EngineState state)
    {
        state.IsClosing = true;
        foreach (var job in state.Jobs.Running.Values)
        {
            if (job.Current is { } attempt)
            {
                AttemptRules.Stop(state.Jobs, attempt, AttemptStop.HostLost);
            }
        }
    }
}

/// <summary>Delivered events leave the journal now.</summary>
internal sealed class Trim : ITurnRequest
{
    public void Apply(EngineState state) => state.MustTrim = state.HasUntrimmedEvents;
}
