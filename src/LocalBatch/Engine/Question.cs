using LocalBatch.Books;

namespace LocalBatch.Engine;

/// <summary>Somebody waits for the outcome; it is told when the turn is on disk.</summary>
internal sealed class Question<T>(Func<EngineState, T> ask) : ITurnRequest
{
    // A continuation that ran inside the loop would hold up every other turn.
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _outcome;
    private Exception? _refusal;

    public Task<T> Answer => _answer.Task;

    public bool IsKept => false;

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
