using LocalBatch.Execution;
using LocalBatch.Jobs;

namespace LocalBatch.Engine;

/// <summary>Something for the loop to do in its next turn.</summary>
internal interface ITurnRequest
{
    void Apply(EngineState state);

    /// <summary>What the turn changed is on disk.</summary>
    void Acknowledge();

    /// <summary>The turn, or this request, failed.</summary>
    void Fail(Exception exception);
}

/// <summary>Somebody waits for the outcome; it is told when the turn is on disk.</summary>
internal sealed class Question<T>(Func<EngineState, T> ask) : ITurnRequest
{
    // A continuation that ran inside the loop would hold up every other turn.
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _outcome;
    private Exception? _refusal;

    public Task<T> Answer => _answer.Task;

    public void Apply(EngineState state)
    {
        try
        {
            _outcome = ask(state);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The caller hears of it; the turn goes on for the others.
            _refusal = exception;
        }
    }

    public void Acknowledge()
    {
        if (_refusal is not null)
        {
            _answer.TrySetException(_refusal);
        }
        else if (_outcome is { } outcome)
        {
            _answer.TrySetResult(outcome);
        }
        else
        {
            _answer.TrySetException(new InvalidOperationException("The question was never asked."));
        }
    }

    public void Fail(Exception exception) => _answer.TrySetException(exception);
}

/// <summary>An executor reports of an attempt.</summary>
internal sealed class AttemptReport(Guid taskId, AttemptEvent happened) : ITurnRequest
{
    public void Apply(EngineState state)
    {
        if (happened is AttemptEvent.Started)
        {
            AttemptRules.Started(state.Jobs, taskId);
        }
        else
        {
            AttemptRules.Ended(state.Jobs, taskId, happened);
        }
    }

    public void Acknowledge()
    {
    }

    public void Fail(Exception exception)
    {
    }
}

/// <summary>The bus has taken the events up to this number.</summary>
internal sealed class EventsDelivered(long upTo) : ITurnRequest
{
    public void Apply(EngineState state) => state.DeliveredUpTo = upTo;

    public void Acknowledge()
    {
    }

    public void Fail(Exception exception)
    {
    }
}

/// <summary>A timer is due.</summary>
internal sealed class Wake : ITurnRequest
{
    public void Apply(EngineState state)
    {
    }

    public void Acknowledge()
    {
    }

    public void Fail(Exception exception)
    {
    }
}
