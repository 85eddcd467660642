using LocalBatch.Execution;
using LocalBatch.Publishing;

namespace LocalBatch.Engine;

/// <summary>What is to be done now that a turn is on disk.</summary>
/// <param name="Told">For the event bus; <c>null</c> where nothing happened.</param>
/// <param name="Starts">Attempts to start, each under the id of its task.</param>
/// <param name="Stops">Tasks to stop.</param>
/// <param name="Ends">Tasks whose end is on disk now.</param>
/// <param name="Forgotten">Tasks that nobody can ask for any more.</param>
internal sealed record TurnEffects(
    TellableBatch? Told, IReadOnlyList<(Guid TaskId, Attempt Attempt)> Starts, IReadOnlyList<Guid> Stops, IReadOnlyList<Guid> Ends, IReadOnlyList<Guid> Forgotten)
{
    public static TurnEffects None { get; } = new(null, [], [], [], []);
}
