using LocalBatch;
using Simulation.Tests.Functions;
using Simulation.Tests.Invariants;
using Simulation.Tests.Kernel;
using Simulation.Tests.Workload;

namespace Simulation.Tests;

/// <summary>One run: everything in one process under one clock and one source of disorder, both of the seed.</summary>
internal sealed class Simulation : IDisposable
{
    private static readonly TimeSpan Storm = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Sweep = TimeSpan.FromMinutes(5);

    /// <summary>Longer than the sweep waits for anything: see IntentRules.AbandonAfter.</summary>
    private const int WatchfulRounds = 18;

    /// <summary>By then a stack on which nothing goes wrong any more is at rest.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(12);

    /// <summary>When somebody looks at the dead letters, also where all the rest waits for a job among them.</summary>
    private static readonly TimeSpan Attention = TimeSpan.FromHours(3);

    private readonly Stack _stack;
    private readonly Triggers _triggers;
    private readonly HttpApi _api;
    private readonly Callers _callers;

    public Simulation(int seed, Sabotage? sabotage = null)
    {
        World = new(seed);
        _stack = new(World, sabotage ?? new());
        _triggers = new(_stack);
        _api = new(World, _stack.Functions);
        _callers = new(World, _api, _stack.Bucket, () => _stack.RecordedJobs);
        _stack.Engine.Committed = new EngineWatch().Look;
    }

    public World World { get; }

    /// <exception cref="InvariantBrokenException">Something that must hold does not.</exception>
    public void Run()
    {
        var resources = new BatchResources(_stack.Engine, World);
        World.Start(resources.CreateAsync);
        while (!resources.AreThere)
        {
            World.RunUntil(World.Now + TimeSpan.FromSeconds(10));
        }

        World.Trace.Add($"{World.Disorder.Faults}");
        _triggers.Bind();
        World.Start(() => PoisonItems.PlantAsync(_stack, World));
        _callers.Start(Storm);
        EachMinute();
        while (World.Now < 2 * Storm)
        {
            SweepOnce();
        }

        World.Disorder.Calm();
        World.Clock.Skew = TimeSpan.Zero;
        World.Trace.Add("from here on nothing goes wrong");
        ComeToRest();
        Check();
    }

    public void Dispose() => _stack.Dispose();

    private void SweepOnce()
    {
        World.Start(_triggers.SweepAsync);
        World.RunUntil(World.Now + Sweep);
    }

    /// <summary>Nothing disturbs this one.</summary>
    private void SweepInPeace()
    {
        SweepOnce();
        SweepsGoOn.Check(_stack.Watch);
    }

    /// <summary>Time passes, and the sweep runs, until there is nothing left to do. Dead letters are put back once.</summary>
    private void ComeToRest()
    {
        var (end, redrive) = (World.Now + Patience, World.Now + Attention);
        var isRedriven = false;
        for (var quiet = 0; quiet < Rounds();)
        {
            SweepInPeace();
            quiet = IsAtRest() ? quiet + 1 : 0;
            if (!isRedriven && (quiet >= Rounds() || World.Now > redrive))
            {
                isRedriven = true;
                quiet = 0;
                DeadLetters.Redrive(_stack);
            }

            if (World.Now > end)
            {
                throw new InvariantBrokenException("a stack on which nothing goes wrong comes to rest", Restless());
            }
        }
    }

    private void Check()
    {
        var isChecked = false;
        World.Start(async () =>
        {
            await new FinalChecks(_stack, _callers, _api).CheckAsync();
            isChecked = true;
        });
        World.RunUntil(World.Now + TimeSpan.FromMinutes(1));
        if (!isChecked)
        {
            throw new InvalidOperationException("The checks did not come to an end.");
        }
    }

    /// <summary>Sweeps in which nothing else happens until all is at rest: the sweep itself may wait for what it watches.</summary>
    private int Rounds() => _stack.Watch.Count == 0 ? 2 : WatchfulRounds;

    private bool IsAtRest() => Restless().Length == 0;

    private string Restless() => string.Join(", ", new (string What, int Count)[]
    {
        ("invocations", _stack.Functions.Running),
        ("messages to submit", _stack.SubmitQueue.Count),
        ("notifications", _stack.Bucket.Pending),
        ("state changes", _stack.StateChangeQueue.Count),
        ("jobs that are not over", _stack.Engine.IsUp ? _stack.Engine.State.Jobs.All.Count(job => job.StoppedAt == 0) : 1),
    }.Where(entry => entry.Count > 0).Select(entry => $"{entry.Count} {entry.What}"));

    private void EachMinute() => World.Schedule.In(TimeSpan.FromMinutes(1), () =>
    {
        var (disorder, faults) = (World.Disorder, World.Disorder.Faults);
        if (disorder.Chance(faults.ClockJump))
        {
            // Within what a lease allows for: see IntentRules.Lease.
            World.Clock.Skew = disorder.Between(-5, 5);
            World.Trace.Add($"the clock is off by {World.Clock.Skew}");
        }

        if (disorder.Chance(faults.HostLost) && _stack.Engine.IsUp)
        {
            World.Start(LoseHostAsync);
        }

        EachMinute();
    });

    private async Task LoseHostAsync()
    {
        var loss = World.Disorder.Of([HostLoss.SpotInterruption, HostLoss.Terminated]);
        try
        {
            if (await _stack.Engine.AskAsync(HostAdministration.List) is { Count: > 0 } hosts)
            {
                var host = World.Disorder.Of(hosts).InstanceId;
                World.Trace.Add($"host {host} goes: {loss}");
                await _stack.Engine.AskAsync(state => HostAdministration.Reclaim(state, host, loss));
            }
        }
        catch (HttpRequestException)
        {
            // The engine died first; its hosts went with it.
        }
    }
}
