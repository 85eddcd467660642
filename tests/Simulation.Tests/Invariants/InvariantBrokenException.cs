namespace Simulation.Tests.Invariants;

/// <summary>Something that must hold does not.</summary>
/// <param name="invariant">The sentence that is not true any more.</param>
internal sealed class InvariantBrokenException(string invariant, string detail) : Exception($"{invariant}: {detail}")
{
    public string Invariant => invariant;
}
