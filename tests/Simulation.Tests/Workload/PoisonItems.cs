using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;
using Simulation.Tests.Functions;
using Simulation.Tests.Kernel;

namespace Simulation.Tests.Workload;

/// <summary>Accepted requests at which whoever looks at them fails: without a queue, and of a queue that is gone.</summary>
internal static class PoisonItems
{
    private static readonly string[] Queues = ["", "gone"];

    /// <summary>So old that they are given up soon after the storm: see IntentRules.AbandonAfter.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(45);

    public static IReadOnlyList<string> Tokens { get; } = [.. Queues.Select(queue => Token.Of("poison", queue))];

    public static async Task PlantAsync(Stack stack, World world)
    {
        foreach (var (queue, token) in Queues.Zip(Tokens))
        {
            var request = new JobRequest { Token = token, Body = "{}", JobName = "poison", JobQueue = queue, JobDefinition = "hello" };
            await stack.Intents.CreateAsync(Intent.Of(request, world.Clock.GetUtcNow() - Age, world.Clock.GetUtcNow() - Age, "nobody"), CancellationToken.None);
        }
    }
}
