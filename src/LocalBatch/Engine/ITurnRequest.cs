namespace LocalBatch.Engine;

/// <summary>Something for the loop to do in its next turn.</summary>
internal interface ITurnRequest
{
    void Apply(EngineState state);

    /// <summary>What the turn changed is on disk.</summary>
    void Acknowledge()
    {
    }

    /// <summary>The turn, or this request, failed.</summary>
    void Fail(Exception exception)
    {
    }
}
