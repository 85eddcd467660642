using LocalBatch.Jobs;
using LocalBatch.Resources;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Books;

/// <summary>All the engine knows. One loop owns it; everybody else asks the loop.</summary>
internal sealed class EngineState(EngineSettings settings)
{
    public static Retention Retention { get; } = new();

    public static OutboxTrim Trim { get; } = new();

    public EngineSettings Settings => settings;

    public Arns Arns { get; } = new(settings.Region, settings.AccountId);

    public Timers Timers { get; } = new();

    public JobBook Jobs => field ??= new(settings.NewId, Timers, new(Catalog));

    public ServiceBook Services => field ??= new(settings.NewId, Timers, Catalog, new ServiceEventWriter(Arns).Envelope) { Rules = settings.ServiceRules, IsReal = settings.RunsServiceJobs };

    public Dictionary<string, ComputeEnvironmentEntry> ComputeEnvironments { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, JobQueue> JobQueues { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, SchedulingPolicy> SchedulingPolicies { get; } = new(StringComparer.Ordinal);

    public JobDefinitionRegister JobDefinitions { get; } = new();

    /// <summary>Queues being deleted that wait for running jobs to end.</summary>
    public HashSet<JobQueue> Draining { get; } = [];

    public CatalogChanges Catalog { get; } = new();

    /// <summary>The last number given to a job or a queue.</summary>
    public long Sequence { get; set; }

    /// <summary>The engine is about to close: no job is given to a host any more.</summary>
    public bool IsClosing { get; set; }

    /// <summary>The number of the last batch of events.</summary>
    public long OutboxId { get; set; }

    /// <summary>Events up to this number have reached the bus.</summary>
    public long DeliveredUpTo { get; set; }

    /// <summary>Events up to this number have left the journal.</summary>
    public long TrimmedUpTo { get; set; }

    /// <summary>Whether the journal is to be written only to drop delivered events.</summary>
    public bool MustTrim { get; set; }

    public bool HasUntrimmedEvents => TrimmedUpTo < DeliveredUpTo;

    public bool HasUndeliveredEvents => DeliveredUpTo < OutboxId;

    /// <summary>Unix milliseconds of the turn under way.</summary>
    public long Now
    {
        get => Jobs.Now;
        set => Jobs.Now = Services.Now = value;
    }

    /// <summary>What timers go by; see <see cref="JobBook.Steady"/>.</summary>
    public long Steady
    {
        get => Jobs.Steady;
        set => Jobs.Steady = Services.Steady = value;
    }

    public bool HasChanges => Jobs.Changes.Any || Catalog.Any || Services.HasChanges;

    public ComputeEnvironmentEntry? FindComputeEnvironment(string nameOrArn) =>
        Arns.Name("compute-environment", nameOrArn) is { } name ? ComputeEnvironments.GetValueOrDefault(name) : null;

    public JobQueue? FindJobQueue(string nameOrArn) =>
        Arns.Name("job-queue", nameOrArn) is { } name ? JobQueues.GetValueOrDefault(name) : null;

    /// <summary>Only by ARN: AWS takes no names of policies.</summary>
    public SchedulingPolicy? FindSchedulingPolicy(string arn) =>
        arn.StartsWith("arn:", StringComparison.Ordinal) && Arns.Name(Arns.SchedulingPolicyKind, arn) is { } name
            ? SchedulingPolicies.GetValueOrDefault(name)
            : null;

    public ServiceEnvironment? FindServiceEnvironment(string nameOrArn) =>
        Arns.Name(Arns.ServiceEnvironmentKind, nameOrArn) is { } name ? Services.Environments.GetValueOrDefault(name) : null;

    public ConsumableResource? FindConsumableResource(string nameOrArn) =>
        Arns.Name(Arns.ConsumableResourceKind, nameOrArn) is { } name ? Jobs.Consumables.Find(name) : null;

    public void ClearChanges()
    {
        Jobs.Changes.Clear();
        Services.ClearChanges();
        Catalog.Clear();
    }
}

/// <summary>The figures that the rules need of the engine's options.</summary>
internal sealed record EngineSettings
{
    public required Func<Guid> NewId { get; init; }

    public string Region { get; init; } = "us-east-1";

    public string AccountId { get; init; } = "123456789012";

    /// <summary>Ceiling of this machine, in thousandths of a vCPU.</summary>
    public long MachineMilliVcpus { get; init; } = long.MaxValue / 2;

    /// <summary>GPUs of this machine.</summary>
    public int MachineGpus { get; init; }

    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);

    public TimeSpan LifecycleDelay { get; init; } = TimeSpan.Zero;

    public IReadOnlyList<ServiceRule> ServiceRules { get; init; } = [];

    /// <summary>Whether service jobs really run.</summary>
    public bool RunsServiceJobs { get; init; }
}

/// <summary>Owner of the timer by which old jobs are forgotten.</summary>
internal sealed class Retention;

/// <summary>Owner of the timer by which delivered events leave the journal.</summary>
internal sealed class OutboxTrim;
