using LocalBatch.Books;

namespace LocalBatch.Engine;

/// <summary>Something for the loop to do in its next turn.</summary>
internal interface ITurnRequest
{
    void Apply(EngineState state);

    /// <summary>
    /// Nobody waits for an answer and nothing repeats it: kept while the journal cannot be written, applied when it can. What
    /// somebody waits for is refused instead.
    /// </summary>
    bool IsKept => true;

    /// <summary>What the turn changed is on disk.</summary>
    void Acknowledge()
    {
    }

    /// <summary>The turn, or this request, failed.</summary>
    void Fail(Exception exception)
    {
    }
}
