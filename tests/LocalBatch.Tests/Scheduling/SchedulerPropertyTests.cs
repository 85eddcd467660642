using CsCheck;
using LocalBatch.Jobs;
using LocalBatch.Resources;
using LocalBatch.Scheduling;

namespace LocalBatch.Tests.Scheduling;

/// <summary>Laws of the scheduler over random queues. A failure prints its seed.</summary>
public sealed class SchedulerPropertyTests
{
    private const int Machine = 12_000;

    private static readonly JobDefinition Definition = new()
    {
        Name = "job",
        Revision = 1,
        Arn = "arn",
        Container = new() { Image = "busybox", Command = [], Environment = [], Resources = ResourceRequirements.None },
        Platform = Platform.Ec2,
    };

    private static readonly Gen<Scenario> Scenarios =
        from maxima in Gen.Int[0, 10].Array[1, 3]
        from queues in (from priority in Gen.Int[0, 3] from environments in Gen.Int[0, 2].Array[1, 3] from jobs in Gen.Int[1, 16].Array[0, 12] select (priority, environments, jobs)).Array[1, 4]
        select new Scenario(maxima, queues);

    [Fact]
    public void No_environment_ever_gives_more_than_it_has() => Scenarios.Sample(scenario =>
    {
        var (_, choice, environments) = Run(scenario);

        return environments.All(environment =>
            Used(choice, environment) <= environment.Offer.MaxMilliVcpus);
    });

    [Fact]
    public void The_machine_gives_more_than_its_ceiling_only_to_one_job_alone() => Scenarios.Sample(scenario =>
    {
        var (_, choice, _) = Run(scenario);

        return choice.Placements.Sum(placement => (long)placement.Job.Spec.Demand.MilliVcpus) <= Machine || choice.Placements.Count == 1;
    });

    [Fact]
    public void Within_a_queue_nobody_overtakes() => Scenarios.Sample(scenario =>
    {
        var (queues, choice, _) = Run(scenario);

        return queues.All(queue => queue.Ready
            .Take(choice.Placements.Count(placement => placement.Job.Spec.Queue == queue))
            .SequenceEqual(choice.Placements.Where(placement => placement.Job.Spec.Queue == queue).Select(placement => placement.Job)));
    });

    [Fact]
    public void A_head_that_waits_fits_nowhere_or_behind_a_full_machine() => Scenarios.Sample(scenario =>
    {
        var (_, choice, environments) = Run(scenario);
        var used = choice.Placements.Sum(placement => (long)placement.Job.Spec.Demand.MilliVcpus);

        return choice.Waiting.All(head => head.Queue.Environments.All(entry =>
                Used(choice, entry.Environment) + head.Job.Spec.Demand.MilliVcpus > entry.Environment.Offer.MaxMilliVcpus))
            || choice.Waiting.Any(head => used > 0 && used + head.Job.Spec.Demand.MilliVcpus > Machine)
            || environments.Count == 0;
    });

    [Fact]
    public void A_queue_of_higher_priority_over_the_same_environment_is_served_first() => Scenarios.Sample(scenario =>
    {
        var (_, choice, _) = Run(scenario);
        var waiting = choice.Waiting.ToDictionary(head => head.Queue);

        // Where a queue of higher priority waits, no lower one got what its head would have needed.
        return choice.Placements.All(placement => waiting.Values.All(head =>
            head.Queue.Priority <= placement.Job.Spec.Queue.Priority
            || head.Queue.Environments.All(entry => entry.Environment != placement.Environment)
            || head.Job.Spec.Demand.MilliVcpus > placement.Job.Spec.Demand.MilliVcpus));
    });

    [Fact]
    public void Choosing_changes_nothing() => Scenarios.Sample(scenario =>
    {
        var (queues, first, environments) = Run(scenario);
        var second = Scheduler.Choose(Scheduler.Group(queues, 0), new(Machine, 0));

        return first.Placements.SequenceEqual(second.Placements) && environments.All(environment => environment.UsedMilliVcpus == 0);
    });

    private static long Used(Choice choice, ComputeEnvironment environment) =>
        choice.Placements.Where(placement => placement.Environment == environment).Sum(placement => (long)placement.Job.Spec.Demand.MilliVcpus);

    private static (List<JobQueue> Queues, Choice Choice, List<ComputeEnvironment> Environments) Run(Scenario scenario)
    {
        var environments = scenario.Maxima
            .Select((max, i) => new ComputeEnvironment($"ce{i}", "arn", "cluster") { Offer = new(CapacityKind.Ec2, max * 1000, InstanceTypes.Shapes(["optimal"])), Status = LifecycleStatus.Valid })
            .ToList();
        var sequence = 0;
        var queues = new List<JobQueue>();
        foreach (var (priority, order, jobs) in scenario.Queues)
        {
            var queue = new JobQueue(queues.Count, $"q{queues.Count}", "arn")
            {
                Priority = priority,
                Status = LifecycleStatus.Valid,
                Environments = [.. order.Select(i => environments[i % environments.Count]).Distinct().Select((environment, i) => new EnvironmentOrder(i, environment))],
            };
            queues.Add(queue);
            foreach (var vcpus in jobs)
            {
                var job = new Job(new() { Sequence = ++sequence, Id = Guid.NewGuid(), Name = "a", Queue = queue, Definition = Definition, CreatedAt = 0, Demand = new(vcpus * 1000, 128) });
                job.Restore(JobStatus.Runnable);
                queue.Ready.Add(job);
            }
        }

        return (queues, Scheduler.Choose(Scheduler.Group(queues, 0), new(Machine, 0)), environments);
    }

    private sealed record Scenario(int[] Maxima, (int Priority, int[] Environments, int[] Jobs)[] Queues);
}
