namespace LocalBatch.Execution.Containers;

/// <summary>Where one container of a task is.</summary>
internal enum ContainerPhase
{
    /// <summary>Not started yet.</summary>
    Waiting,

    /// <summary>Handed to the executor, not up yet.</summary>
    Starting,
    Running,
    Ended,
}

/// <summary>Where the containers of one task are, and by the rules of ECS or Kubernetes what is to be done next. No effects.</summary>
internal sealed class ContainerStates
{
    /// <summary>What ECS reports of a container that never ran, since what it waited for cannot come any more.</summary>
    // AWS: the agent gives such a container the exit code of one that SIGTERM ended (Amazon ECS agent, dependency errors).
    public const int NeverStarted = 143;

    private readonly IReadOnlyList<ContainerPlan> _plans;
    private readonly Dictionary<string, int> _byName;
    private readonly ContainerPhase[] _phases;
    private readonly ContainerEnd?[] _ends;
    private readonly bool[] _isTooLate;
    private readonly List<int> _ended = [];

    public ContainerStates(IReadOnlyList<ContainerPlan> plans)
    {
        _plans = plans;
        _byName = plans.Select((plan, index) => (plan.Name, index)).ToDictionary(pair => pair.Name, pair => pair.index, StringComparer.Ordinal);
        _phases = new ContainerPhase[plans.Count];
        _ends = new ContainerEnd?[plans.Count];
        _isTooLate = new bool[plans.Count];
    }

    /// <summary>Nothing starts any more, and what runs is to end: the attempt was stopped, or an essential container has ended.</summary>
    public bool IsStopping { get; private set; }

    public bool IsOver => _ended.Count == _plans.Count;

    /// <summary>All that will ever start have: the task is RUNNING.</summary>
    public bool IsUp => !IsStopping && !IsOver && !_phases.Any(phase => phase is ContainerPhase.Waiting or ContainerPhase.Starting);

    /// <summary>In the order of the definition.</summary>
    public IReadOnlyList<ContainerEnd> Ends => [.. _ends.OfType<ContainerEnd>()];

    public bool IsRunning(int index) => _phases[index] == ContainerPhase.Running;

    /// <summary>Those that may start now; from here on they count as started.</summary>
    public IReadOnlyList<int> TakeReady()
    {
        EndHopeless();
        if (IsStopping)
        {
            return [];
        }

        List<int> ready = [.. Of(ContainerPhase.Waiting).Where(index => Gate(index) == true)];
        ready.ForEach(index => _phases[index] = ContainerPhase.Starting);

        return ready;
    }

    public void Started(int index) => _phases[index] = ContainerPhase.Running;

    public void Ended(int index, int? exitCode, string? reason)
    {
        var (plan, hasStarted) = (_plans[index], _phases[index] == ContainerPhase.Running);
        End(index, plan.IsOfPod ? PodEnds.Of(plan.Name, exitCode, reason, hasStarted) : new(plan.Name, exitCode, reason, hasStarted));
        // AWS: when an essential container fails or stops for any reason, the others are stopped (API_TaskContainerProperties).
        IsStopping |= _plans[index] is { IsEssential: true, IsOfPod: false };
    }

    /// <summary>The container has not ended within its <c>startTimeout</c>: who waits for that waits no longer.</summary>
    public void WaitedTooLong(int index) => _isTooLate[index] = true;

    public void Stop() => IsStopping = true;

    /// <summary>Those to be asked to end now.</summary>
    // AWS: containers are stopped in the reverse of the order in which they start (ECS developer guide, container dependency).
    public IReadOnlyList<int> ToStop() => !IsStopping ? [] : [.. Live.Where(index => !Live.Any(other => Awaits(other, index)))];

    /// <summary>The end of the task, by the container that decides it.</summary>
    public AttemptEvent End()
    {
        // AWS: all essential containers must exit with 0, of a pod all containers; the first that did not is the cause (user guide).
        var judged = _ended.Where(index => _plans[index].IsEssential || _plans[index].IsOfPod).Select(index => _ends[index]).OfType<ContainerEnd>().ToList();
        var deciding = judged.Find(end => end is { ExitCode: not (null or 0) } or { Reason: not null, ExitCode: null })
            ?? judged.Find(end => end.ExitCode is null)
            ?? judged[0];

        return deciding.ExitCode == 0 || (deciding.HasStarted && !_plans[_byName[deciding.Name]].IsInit)
            ? new AttemptEvent.Exited(deciding.ExitCode, deciding.Reason) { Containers = Ends }
            : new AttemptEvent.FailedToStart(deciding.ExitCode, deciding.Reason ?? NotStarted(deciding.Name)) { Containers = Ends };
    }

    private IEnumerable<int> Live => Enumerable.Range(0, _plans.Count).Where(index => _phases[index] is ContainerPhase.Starting or ContainerPhase.Running);

    private List<int> Of(ContainerPhase phase) => [.. Enumerable.Range(0, _plans.Count).Where(index => _phases[index] == phase)];

    private bool Awaits(int index, int other) => _plans[index].DependsOn.Any(dependency => _byName[dependency.ContainerName] == other);

    private static string NotStarted(string name) => $"CannotStartContainerError: container {name} was not started, since a container that it depends on did not become what it waits for";

    /// <summary>Ends those that can never start, until no other follows from it.</summary>
    private void EndHopeless()
    {
        for (var found = true; found;)
        {
            found = false;
            foreach (var index in Of(ContainerPhase.Waiting).Where(index => IsStopping || Gate(index) == false))
            {
                // Kubernetes tells nothing of a container that was not started; nor does ECS where the task was stopped before.
                End(index, new(_plans[index].Name, IsStopping || _plans[index].IsOfPod ? null : NeverStarted, null, HasStarted: false));
                IsStopping |= _plans[index] is { IsEssential: true, IsOfPod: false };
                found = true;
            }
        }
    }

    private void End(int index, ContainerEnd end)
    {
        _phases[index] = ContainerPhase.Ended;
        _ends[index] = end;
        _ended.Add(index);
    }

    /// <summary>Whether the container may start; <c>null</c> while it must wait.</summary>
    private bool? Gate(int index)
    {
        var gates = _plans[index].DependsOn.Select(Gate).ToList();

        return gates.Contains(false) ? false : gates.Contains(null) ? null : true;
    }

    private bool? Gate(ContainerDependency dependency)
    {
        var other = _byName[dependency.ContainerName];
        var end = _ends[other];

        return dependency.Condition switch
        {
            ContainerCondition.Start => end is not null ? end.HasStarted : _phases[other] == ContainerPhase.Running ? true : null,
            _ when end is null => _isTooLate[other] ? false : null,
            ContainerCondition.Complete => end.HasStarted,
            _ => end is { HasStarted: true, ExitCode: 0 },
        };
    }
}
