using LocalBatch.Execution;
using LocalBatch.Jobs;
using LocalBatch.Journal;
using LocalBatch.Operations;
using LocalBatch.Scheduling;

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
    })
    {
        Now = options.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        Steady = SteadyMilliseconds(options.Time),
    };

    /// <summary>Reads the clock that timers go by: a time of day that is set, or a machine that slept, moves it by nothing.</summary>
    public static long SteadyMilliseconds(TimeProvider time) => (long)time.GetElapsedTime(0).TotalMilliseconds;

    /// <exception cref="JournalException">The journal holds what cannot be read.</exception>
    public static JournalContents Load(SqliteJournal journal, EngineState state, string path)
    {
        try
        {
            var contents = new JournalLoader(journal, state).Load();
            foreach (var (job, attempt) in contents.Interrupted)
            {
                Interrupt(state, job, attempt);
            }

            Lifecycle.Resume(state);
            ServiceLifecycle.Resume(state);
            state.Jobs.MayPlace = true;

            return contents;
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or System.Text.Json.JsonException or ClientException)
        {
            throw JournalHealth.Damaged(path, exception.Message, "", exception);
        }
    }

    private static void Interrupt(EngineState state, Job job, InterruptedAttempt interrupted)
    {
        var environment = state.ComputeEnvironments.GetValueOrDefault(interrupted.Host.ComputeEnvironment)?.Environment
            ?? new(interrupted.Host.ComputeEnvironment, "", interrupted.Host.Cluster) { Offer = new(CapacityKind.Ec2, 0, []) };
        var host = environment.Hosts.Find(interrupted.Host.InstanceId);
        if (host is null)
        {
            host = new(interrupted.Host, environment, new(int.MaxValue, int.MaxValue));
            environment.Hosts.Add(host);
        }

        var attempt = new RunningAttempt(interrupted.Number, interrupted.TaskId, host)
        {
            StartedAt = interrupted.StartedAt,
            Stop = interrupted.Stop ?? AttemptStop.HostLost,
        };
        state.Jobs.Occupy(job, attempt);
        AttemptRules.Ended(state.Jobs, attempt.TaskId, new AttemptEvent.Exited(null, null));
    }
}
