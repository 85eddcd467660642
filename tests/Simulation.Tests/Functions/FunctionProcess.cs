using Simulation.Tests.Kernel;

namespace Simulation.Tests.Functions;

/// <summary>One process of a function. It takes one invocation at a time, and may die at any effect.</summary>
/// <param name="name">The function and the number of the process.</param>
internal sealed class FunctionProcess(string name, World world)
{
    // What waits for this waits forever: so ends code whose process is gone.
    private static readonly Task Never = new TaskCompletionSource().Task;

    public string Name => name;

    public bool IsDead { get; private set; }

    /// <summary>Whom to tell when it dies in the middle of an invocation.</summary>
    public Action? Died { get; set; }

    public void Die(string why)
    {
        if (!IsDead)
        {
            IsDead = true;
            world.Trace.Add($"{name} dies: {why}");
            Died?.Invoke();
        }
    }

    /// <summary>Goes on at once, but never in a process that is dead.</summary>
    public Task AliveAsync() => IsDead ? Never : Task.CompletedTask;
}
