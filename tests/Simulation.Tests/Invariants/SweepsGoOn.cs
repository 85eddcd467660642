using Simulation.Tests.Cloud;
using Simulation.Tests.Functions;

namespace Simulation.Tests.Invariants;

/// <summary>A sweep that nothing disturbs looks at every item that it has found stale, whatever the others are.</summary>
internal static class SweepsGoOn
{
    private const string Name = "one bad item stops no other";

    public static void Check(TableWatch watch)
    {
        if (watch.NotLookedAt is { Count: > 0 } items)
        {
            throw new InvariantBrokenException(Name, $"The sweep has not looked at {string.Join(", ", items.Select(Short.Of))}.");
        }
    }
}
