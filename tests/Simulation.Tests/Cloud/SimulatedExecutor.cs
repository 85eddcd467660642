using LocalBatch.Engine;
using LocalBatch.Execution;
using Simulation.Tests.Invariants;
using Simulation.Tests.Kernel;

namespace Simulation.Tests.Cloud;

/// <summary>Runs nothing: the job's command says how its attempts go, see <see cref="Workload.Commands"/>.</summary>
/// <param name="report">Takes what is reported of an attempt, with the life of the engine that started it.</param>
internal sealed class SimulatedExecutor(World world, Action<int, ITurnRequest> report) : IJobExecutor
{
    private readonly Dictionary<Guid, RunningTask> _running = [];
    private readonly HashSet<Guid> _everStarted = [];

    public void Start(int life, Guid taskId, Attempt attempt)
    {
        world.Trace.Add($"attempt {attempt.Number} of {attempt.JobId[..8]} starts: {string.Join(' ', attempt.Command)}");
        if (!_everStarted.Add(taskId) || _running.Values.Any(task => task.JobId == attempt.JobId))
        {
            throw new InvariantBrokenException("no attempt is started twice", $"Task {taskId} of job {attempt.JobId}.");
        }

        var task = new RunningTask(life, attempt.JobId);
        _running.Add(taskId, task);
        world.Start(() => RunAsync(taskId, task, attempt));
    }

    public void Stop(Guid taskId)
    {
        if (_running.TryGetValue(taskId, out var task))
        {
            // Most end on SIGTERM, some finish what they were at, some have to be killed.
            int exitCode = world.Disorder.Of([143, 143, 0, 137]);
            world.Schedule.In(world.Disorder.Between(0.01, exitCode == 137 ? 30 : 5), () => End(taskId, task, new AttemptEvent.Exited(exitCode, null)));
        }
    }

    /// <summary>The machine goes down with everything on it.</summary>
    public void DieAll() => _running.Clear();

    public IAsyncEnumerable<AttemptEvent> RunAsync(Attempt attempt, CancellationToken stop) =>
        throw new NotSupportedException("The core runs nothing by itself.");

    private async Task RunAsync(Guid taskId, RunningTask task, Attempt attempt)
    {
        await world.PauseAsync(world.Disorder.Between(0.05, 3));
        if (Workload.Commands.EndOf(attempt, world.Disorder) is not { } course)
        {
            End(taskId, task, new AttemptEvent.FailedToStart(null, "CannotPullContainerError: pull access denied"));
            return;
        }

        if (_running.ContainsKey(taskId))
        {
            report(task.Life, new AttemptReport(taskId, new AttemptEvent.Started()));
        }

        await world.PauseAsync(course.After);
        End(taskId, task, course.End);
    }

    private void End(Guid taskId, RunningTask task, AttemptEvent end)
    {
        if (_running.Remove(taskId))
        {
            world.Trace.Add($"an attempt of {task.JobId[..8]} ends: {end}");
            report(task.Life, new AttemptReport(taskId, end));
        }
    }

    private sealed record RunningTask(int Life, string JobId);
}
