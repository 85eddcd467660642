using Simulation.Tests.Functions;
using Simulation.Tests.Invariants;

namespace Simulation.Tests;

/// <summary>What came of one seed.</summary>
/// <param name="Broken">The invariant that does not hold; <c>null</c> where all do.</param>
/// <param name="Report">Seed, last events and broken invariant.</param>
internal sealed record SeedRun(int Seed, ulong Digest, int Events, string? Broken, string Report)
{
    public static SeedRun Of(int seed, Sabotage? sabotage = null, TextWriter? listener = null)
    {
        using var simulation = new Simulation(seed, sabotage);
        simulation.World.Trace.Listener = listener;
        string? broken = null;
        var report = "";
        try
        {
            simulation.Run();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            broken = (exception as InvariantBrokenException)?.Invariant ?? "nothing unexpected is thrown";
            report = $"""
                Seed {seed} breaks an invariant. Replay: dotnet run --project tests/Simulation.Tests -- --seed {seed}
                {string.Join('\n', simulation.World.Trace.Last)}
                Broken: {(exception is InvariantBrokenException ? exception.Message : exception)}
                """;
        }

        return new(seed, simulation.World.Trace.Digest, simulation.World.Trace.Count, broken, report);
    }
}
