using Simulation.Tests.Cloud;
using Simulation.Tests.Kernel;

namespace Simulation.Tests.Functions;

/// <summary>The way from a process to a service and back. Here other handlers get their turn, and here things go wrong.</summary>
internal sealed class Gate(World world, FunctionProcess process, ServiceErrors errors)
{
    /// <summary>Asked before each time that a call leaves the process: the SDK repeats one whose answer it did not hear.</summary>
    public Action Leave { get; init; } = () => { };

    /// <summary>Longest way of a call, and of its answer, in seconds.</summary>
    public double LongestWay { get; init; } = 20;

    /// <summary>How long a call and its answer always take; <c>null</c> where it is left to chance.</summary>
    public TimeSpan? OneWay { get; init; }

    /// <param name="what">For the trace.</param>
    /// <param name="effect">What the service does; happens at one moment.</param>
    /// <param name="name">The answer, for the trace.</param>
    public async Task<T> CallAsync<T>(string what, Func<Task<T>> effect, Func<T, string>? name = null)
    {
        await process.AliveAsync();
        var fate = Draw();
        if (fate == Fate.DiesBefore)
        {
            process.Die($"before {what}");
            await process.AliveAsync();
        }

        Leave();
        // From here on the call is under way: it arrives, whatever becomes of the process.
        await world.PauseAsync(Way());
        if (fate is Fate.Throttled or Fate.Failed)
        {
            Tell(what, fate.ToString());
            await world.PauseAsync(Way());
            await process.AliveAsync();
            throw fate == Fate.Throttled ? errors.Throttled() : errors.Failed();
        }

        var answer = await effect();
        if (fate == Fate.Repeated)
        {
            await world.PauseAsync(Way());
            await process.AliveAsync();
            Leave();
            answer = await effect();
        }

        Tell(what, $"{(name is null ? $"{answer}" : name(answer))}{(fate == Fate.Fine ? "" : $" ({fate})")}");

        return await AnswerAsync(what, fate, answer);
    }

    public Task CallAsync(string what, Func<Task> effect) => CallAsync(what, async () =>
    {
        await effect();

        return "done";
    });

    private async Task<T> AnswerAsync<T>(string what, Fate fate, T answer)
    {
        if (fate == Fate.DiesAfter)
        {
            process.Die($"after {what}");
        }

        await world.PauseAsync(Way());
        await process.AliveAsync();

        return fate == Fate.Unheard ? throw new HttpRequestException("The answer was lost.") : answer;
    }

    private TimeSpan Way() => OneWay ?? (world.Disorder.Chance(world.Disorder.Faults.Slow)
        ? world.Disorder.Between(0.1, LongestWay)
        : world.Disorder.Between(0.001, 0.02));

    private Fate Draw()
    {
        var (disorder, faults) = (world.Disorder, world.Disorder.Faults);

        return disorder.Chance(faults.Crash) ? (disorder.Chance(0.5) ? Fate.DiesBefore : Fate.DiesAfter)
            : disorder.Chance(faults.Throttled) ? Fate.Throttled
            : disorder.Chance(faults.Failed) ? Fate.Failed
            : disorder.Chance(faults.Unheard) ? Fate.Unheard
            : disorder.Chance(faults.Repeated) ? Fate.Repeated
            : Fate.Fine;
    }

    private void Tell(string what, string outcome) => world.Trace.Add($"{process.Name} {what}: {outcome}");

    private enum Fate
    {
        Fine,
        DiesBefore,
        Throttled,
        Failed,
        Unheard,
        Repeated,
        DiesAfter,
    }
}
