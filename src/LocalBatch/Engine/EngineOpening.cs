using LocalBatch.Books;
using LocalBatch.Execution;
using LocalBatch.Jobs;
using LocalBatch.Journal;
using LocalBatch.Operations;
using LocalBatch.Resources;

namespace LocalBatch.Engine;

/// <summary>From a journal to a state that can go on: what ran when the last engine died went with its host.</summary>
internal static class EngineOpening
{
    public static EngineState State(BatchEngineOptions options) => new(new()
    {
        NewId = options.NewId,
        Region = options.Region,
        AccountId = options.AccountId,
        MachineMilliVcpus = (long)(options.MaxVcpus * 1000),
        MachineGpus = options.Gpus,
        Retention = options.Retention,
        LifecycleDelay = options.LifecycleDelay,
        ServiceRules = options.ServiceRules,
        RunsServiceJobs = options.RunsServiceJobs,
    })
    {
        Now = options.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        Steady = SteadyMilliseconds(options.Time),
    };

    /// <summary>Reads the clock that timers go by: a time of day that is set, or a machine that slept, moves it by nothing.</summary>
    public static long SteadyMilliseconds(TimeProvider time) => (long)time.GetElapsedTime(0).TotalMilliseconds;

    /// <exception cref="JournalException">The journal holds what cannot be read.</exception>
    public static JournalContents Load(SqliteJournal journal, EngineState state, string path, IReadOnlySet<string> left)
    {
        try
        {
            var contents = new JournalLoader(journal, state).Load();
            var goOn = contents.Interrupted.Where(one => left.Contains(one.Attempt.TaskId.ToString("N"))).Select(one => one.Job).ToHashSet();
            // First those that go on: of nodes, the end of one asks the others to end.
            foreach (var (job, attempt) in contents.Interrupted.OrderByDescending(one => goOn.Contains(one.Job) || IsHeld(one.Job, goOn)).ToList())
            {
                if (goOn.Contains(job) || IsHeld(job, goOn))
                {
                    TakeUp(state, job, attempt, isHeld: !goOn.Contains(job));
                }
                else
                {
                    Interrupt(state, job, attempt);
                }
            }

            Lifecycle.Resume(state);
            ServiceLifecycle.Resume(state, left);
            state.Jobs.MayPlace = true;

            return contents;
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or System.Text.Json.JsonException or ClientException)
        {
            throw JournalHealth.Damaged(path, exception.Message, "", exception);
        }
    }

    /// <summary>Whether it is a node whose main node goes on and is not up yet: it has its host, and waits.</summary>
    private static bool IsHeld(Job job, HashSet<Job> goOn) =>
        job is { Status: JobStatus.Starting, Node: not null, Parent: { Status: JobStatus.Starting, Nodes: { } nodes, Spec.Workload.Nodes.Main: var main } }
        && nodes.Node(main) is { } mainNode && goOn.Contains(mainNode) && !goOn.Contains(job);

    private static void TakeUp(EngineState state, Job job, InterruptedAttempt interrupted, bool isHeld)
    {
        var attempt = new RunningAttempt(interrupted.Number, interrupted.TaskId, HostOf(state, job, interrupted))
        {
            StartedAt = interrupted.StartedAt,
            IsHeld = isHeld,
            Holds = job.Node is null || job.Spec.Workload?.Nodes?.Main == job.Index ? state.Jobs.Consumables.Take(job.Spec.Consumables) : [],
        };
        state.Jobs.Occupy(job, attempt);
        if (!isHeld)
        {
            state.Jobs.Changes.Starts.Add(job);
        }

        AttemptRules.TakeUp(state.Jobs, job, attempt, interrupted.Stop);
    }

    private static void Interrupt(EngineState state, Job job, InterruptedAttempt interrupted)
    {
        var attempt = new RunningAttempt(interrupted.Number, interrupted.TaskId, HostOf(state, job, interrupted))
        {
            StartedAt = interrupted.StartedAt,
            Stop = interrupted.Stop ?? AttemptStop.HostLost,
        };
        state.Jobs.Occupy(job, attempt);
        AttemptRules.Ended(state.Jobs, attempt.TaskId, new AttemptEvent.Exited(null, null));
    }

    private static Host HostOf(EngineState state, Job job, InterruptedAttempt interrupted)
    {
        var environment = state.ComputeEnvironments.GetValueOrDefault(interrupted.Host.ComputeEnvironment)?.Environment
            ?? new(interrupted.Host.ComputeEnvironment, "", interrupted.Host.Cluster) { Offer = new(CapacityKind.Ec2, 0, []) };

        return environment.Hosts.Find(interrupted.Host.InstanceId) ?? HostRules.Restore(environment, interrupted.Host, job);
    }
}
