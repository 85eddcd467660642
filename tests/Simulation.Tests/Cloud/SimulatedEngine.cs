using System.Security.Cryptography;
using Amazon.Runtime;
using LocalBatch.Books;
using LocalBatch.Engine;
using LocalBatch.Events;
using LocalBatch.Jobs;
using LocalBatch.Operations;
using LocalBatch.Wire;
using Microsoft.Data.Sqlite;
using Simulation.Tests.Invariants;
using Simulation.Tests.Kernel;

namespace Simulation.Tests.Cloud;

/// <summary>
/// The real engine on the simulated clock: its core is turned here, without a thread. It dies at writes to its journal,
/// or just after them, and is opened again from what the journal holds.
/// </summary>
internal sealed class SimulatedEngine : IDisposable
{
    private readonly List<ITurnRequest> _inbox = [];
    private readonly World _world;
    private readonly SimulatedExecutor _executor;
    private readonly Action<TellableBatchOf> _tell;
    private readonly Action<EngineState> _sabotage;
    private readonly SqliteConnection _keeper;
    private readonly BatchEngineOptions _options;
    private EngineCore? _core;
    private EngineState? _state;
    private Appointment? _timer;
    private bool _isTurnDue;
    private int _life;

    /// <param name="tell">Takes what the engine tells the bus.</param>
    /// <param name="sabotage">Changes the state at the end of a turn, behind the engine's back.</param>
    public SimulatedEngine(World world, Action<TellableBatchOf> tell, Action<EngineState> sabotage)
    {
        (_world, _tell, _sabotage) = (world, tell, sabotage);
        _executor = new(world, (life, report) => Report(life, report));

        // A journal in memory lives as long as one connection to it is open. Its name is not of the seed: two runs of one
        // seed may go on side by side.
        var journal = $"file:{RandomNumberGenerator.GetHexString(32)}?mode=memory&cache=shared";
        _keeper = new($"Data Source={journal};Pooling=False");
        _keeper.Open();
        _options = new()
        {
            JournalPath = journal,
            Executor = _executor,
            Events = new NoSink(),
            Time = world.Clock,
            NewId = world.Disorder.NewId,
            MaxVcpus = 1000,
            LifecycleDelay = TimeSpan.FromSeconds(1),
            TurnEnded = Look,
            Committing = MayDie,
        };
        Open();
    }

    /// <summary>Sees the state after every turn that is on disk.</summary>
    public Action<EngineState>? Committed { get; set; }

    public bool IsUp => _core is not null;

    /// <summary>The state, to look at when all is quiet.</summary>
    public EngineState State => _state ?? throw new InvalidOperationException("The engine is down.");

    /// <summary>Whether AWS Batch lists and describes a job that it took then, in milliseconds since 1970: it does not at once.</summary>
    public bool Lists(long? createdAt) =>
        createdAt is not { } at || DateTimeOffset.FromUnixTimeMilliseconds(at).AddSeconds(_world.Disorder.Faults.Lag) <= _world.Clock.GetUtcNow();

    /// <summary>Calls an operation.</summary>
    /// <exception cref="HttpRequestException">The engine is down, or died before it answered.</exception>
    /// <exception cref="ClientException">The operation refuses.</exception>
    public async Task<AmazonWebServiceResponse> CallAsync(AmazonWebServiceRequest request) =>
        await AskAsync(state => OperationSwitch.Run(request, state));

    public Task<T> AskAsync<T>(Func<EngineState, T> ask)
    {
        var question = new Question<T>(ask);
        if (_core is null)
        {
            question.Fail(new HttpRequestException("Connection refused."));
        }
        else
        {
            Post(question);
        }

        return question.Answer;
    }

    public void Dispose()
    {
        _core?.Dispose();
        _keeper.Dispose();
    }

    private void Open()
    {
        _life++;
        _core = EngineCore.Open(_options);
        _world.Trace.Add($"engine opens, {_core.Untold.Count} batches of events untold");
        foreach (var batch in _core.Untold)
        {
            Tell(batch);
        }

        Post(new Wake());
    }

    private void Post(ITurnRequest request)
    {
        _inbox.Add(request);
        if (!_isTurnDue)
        {
            _isTurnDue = true;
            _world.Schedule.In(_world.Disorder.Between(0, 0.003), Turn);
        }
    }

    private void Turn()
    {
        _isTurnDue = false;
        if (_core is not { } core)
        {
            return;
        }

        ITurnRequest[] requests = [.. _inbox];
        _inbox.Clear();
        var effects = core.Turn(requests);
        if (core.Broken is EngineDies)
        {
            Die(requests, "before a write");
            return;
        }

        if (core.Broken is { } broken)
        {
            throw broken as InvariantBrokenException ?? new InvariantBrokenException("the engine never stops by itself", broken.ToString());
        }

        Committed?.Invoke(State);
        if (_world.Disorder.Chance(_world.Disorder.Faults.EngineCrash))
        {
            Die(requests, "after a write");
            return;
        }

        CarryOut(core, effects);
        core.Answer(requests);
    }

    private void CarryOut(EngineCore core, TurnEffects effects)
    {
        if (effects.Told is { } told)
        {
            Tell(told);
        }

        foreach (var (taskId, attempt) in effects.Starts)
        {
            _executor.Start(_life, taskId, attempt);
        }

        foreach (var taskId in effects.Stops)
        {
            _executor.Stop(taskId);
        }

        _timer?.CallOff();
        _timer = core.UntilTimer == Timeout.InfiniteTimeSpan ? null : _world.Schedule.In(core.UntilTimer, () => Post(new Wake()));
    }

    private void Tell(LocalBatch.Publishing.TellableBatch batch)
    {
        var (core, life) = (_core ?? throw new InvalidOperationException("The engine is down."), _life);
        _tell(new(core.Arns, batch, () => Report(life, new EventsDelivered(batch.Id))));
    }

    /// <summary>What was started in an earlier life ended with it.</summary>
    private void Report(int life, ITurnRequest report)
    {
        if (life == _life && _core is not null)
        {
            Post(report);
        }
    }

    private void Die(ITurnRequest[] requests, string when)
    {
        _world.Trace.Add($"engine dies {when}");
        _core?.Dispose();
        (_core, _state) = (null, null);
        _timer?.CallOff();
        _executor.DieAll();
        foreach (var request in requests.Concat(_inbox))
        {
            request.Fail(new HttpRequestException("The connection was reset."));
        }

        _inbox.Clear();
        _world.Schedule.In(_world.Disorder.Between(0.5, 20), Open);
    }

    private void Look(EngineState state)
    {
        _state = state;
        _sabotage(state);
        SharesAndQuantities.Look(state);
        try
        {
            LocalBatch.Tests.Support.Invariants.Check(state);
        }
        catch (Exception exception)
        {
            throw new InvariantBrokenException("the engine's state is sound and capacity is never exceeded", exception.Message);
        }
    }

    private void MayDie()
    {
        if (_world.Disorder.Chance(_world.Disorder.Faults.EngineCrash))
        {
            throw new EngineDies();
        }
    }

    private sealed class EngineDies : Exception;

    private sealed class NoSink : IJobEventSink
    {
        public ValueTask PublishAsync(IReadOnlyList<JobEventEnvelope> events, CancellationToken cancellation) =>
            throw new NotSupportedException("The core tells nobody by itself.");
    }
}

/// <summary>Events on their way to the bus, and how to say that it has them.</summary>
internal sealed record TellableBatchOf(Arns Arns, LocalBatch.Publishing.TellableBatch Batch, Action Delivered);
