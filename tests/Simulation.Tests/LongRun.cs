using System.Diagnostics;
using System.Globalization;

namespace Simulation.Tests;

/// <summary>The command line of the simulation.</summary>
internal static class LongRun
{
    public static int Run(int count, int first)
    {
        var watch = Stopwatch.StartNew();
        var events = 0L;
        var broken = new Dictionary<string, List<int>>();
        for (var seed = first; seed < first + count; seed++)
        {
            var run = SeedRun.Of(seed);
            events += run.Events;
            if (run.Broken is { } invariant)
            {
                if (!broken.TryGetValue(invariant, out var seeds))
                {
                    broken[invariant] = seeds = [];
                    Console.WriteLine(run.Report);
                }

                seeds.Add(seed);
            }
        }

        foreach (var (invariant, seeds) in broken)
        {
            Console.WriteLine($"{invariant}: {seeds.Count} seeds: {string.Join(' ', seeds.Take(10))}");
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{count} seeds, {broken.Values.Sum(seeds => seeds.Count)} broken, {events} events, {watch.Elapsed.TotalMilliseconds / count:0.0} ms a seed"));

        return broken.Count == 0 ? 0 : 1;
    }

    public static int Replay(int seed)
    {
        var run = SeedRun.Of(seed, listener: Console.Out);
        Console.WriteLine(run.Broken is null ? $"Seed {seed} breaks nothing." : run.Report);

        return run.Broken is null ? 0 : 1;
    }
}
