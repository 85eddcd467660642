using LocalBatch.Jobs;
using LocalBatch.Resources;
using LocalBatch.Scheduling;

namespace LocalBatch.Tests.Scheduling;

/// <summary>A queue with fair share over one environment, run through the scheduler's own functions on a clock of its own.</summary>
internal sealed class FairShareRun
{
    private static readonly JobDefinition Definition = new()
    {
        Name = "job",
        Revision = 1,
        Arn = "arn",
        Container = new() { Image = "busybox", Command = [], Environment = [], Resources = ResourceRequirements.None },
        Platform = Platform.Ec2,
    };

    private readonly PriorityQueue<Job, long> _running = new();
    private readonly Random _random;
    private long _sequence;

    public FairShareRun(FairShareRules rules, int maxVcpus, int seed)
    {
        _random = new(seed);
        Environment = new("ce", "arn", "cluster") { Offer = new(CapacityKind.Unmanaged, maxVcpus * 1000, []), Status = LifecycleStatus.Valid };
        Queue = new(1, "q", "arn", new("policy", "arn") { FairShare = rules })
        {
            Status = LifecycleStatus.Valid,
            Environments = [new(1, Environment)],
        };
    }

    public JobQueue Queue { get; }

    public ComputeEnvironment Environment { get; }

    public long Now { get; private set; }

    public int Placed { get; private set; }

    /// <summary>vCPU-milliseconds that each share has been given.</summary>
    public Dictionary<string, long> Given { get; } = [];

    public Job Submit(string share, int vcpus, int priority = 0)
    {
        var job = new Job(new()
        {
            Sequence = ++_sequence,
            Id = Guid.NewGuid(),
            Name = "a",
            Queue = Queue,
            Definition = Definition,
            CreatedAt = 0,
            ShareIdentifier = share,
            PriorityOverride = priority,
            Demand = new(vcpus * 1000, 128),
        });
        job.Restore(JobStatus.Runnable);
        Queue.Ready.Add(job);
        Queue.Shares?.Of(share).Enter();

        return job;
    }

    public Choice Choose() => Scheduler.Choose(Scheduler.Group([Queue], Now), new(long.MaxValue / 2, 0));

    /// <summary>Starts what the scheduler chooses, for 10 to 120 seconds each.</summary>
    public IReadOnlyList<Job> Place()
    {
        var jobs = Choose().Placements.Select(placement => placement.Job).ToList();
        foreach (var job in jobs)
        {
            Queue.Ready.Remove(job);
            Environment.Take(job.Spec.Demand);
            Queue.Use(job, job.Spec.Demand.MilliVcpus, Now);
            var duration = _random.Next(10_000, 120_000);
            _running.Enqueue(job, Now + duration);
            var share = job.Spec.ShareIdentifier ?? "";
            Given[share] = Given.GetValueOrDefault(share) + (job.Spec.Demand.MilliVcpus * (long)duration / 1000);
            Placed++;
        }

        return jobs;
    }

    /// <summary>Goes to the end of the job that ends next.</summary>
    public void EndNext()
    {
        _running.TryDequeue(out var job, out var end);
        Now = end;
        Environment.Release(job!.Spec.Demand);
        Queue.Use(job, -job.Spec.Demand.MilliVcpus, Now);
        Queue.Shares?.Of(job.Spec.ShareIdentifier ?? "").Leave(Now);
    }

    /// <summary>Keeps so many jobs of each share waiting.</summary>
    public void Refill(IEnumerable<string> shares, int waiting)
    {
        foreach (var share in shares)
        {
            while (Queue.Shares!.Of(share).Ready.Count < waiting)
            {
                Submit(share, _random.Next(1, 4));
            }
        }
    }
}
