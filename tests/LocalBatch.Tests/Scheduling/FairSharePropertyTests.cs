using CsCheck;
using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Tests.Scheduling;

/// <summary>Laws of fair share over random queues. A failure prints its seed.</summary>
public sealed class FairSharePropertyTests
{
    private static readonly FairShareRules Equal = new(0, 0, []);

    private static readonly float[] Weights = [0.25f, 0.5f, 1, 2];

    [Fact]
    public void A_share_that_used_more_never_goes_first_with_equal_weights() =>
        Gen.Select(Gen.Int[0, 1000].Array[2, 8], Gen.Int[0, 8].Array[8]).Sample((used, running) =>
        {
            var run = new FairShareRun(Equal, maxVcpus: 1, seed: 0);
            for (var i = 0; i < used.Length; i++)
            {
                var share = run.Queue.Shares!.Of($"s{i}");
                share.Recall(1000, used[i] * 1000L, 0, Equal, 0);
                share.Use(running[i] * 1000L, Equal, 0);
                run.Submit($"s{i}", 1);
            }

            var first = run.Queue.Shares!.Of(Assert.Single(run.Choose().Placements).Job.Spec.ShareIdentifier!);

            return run.Queue.Shares.All.All(share => Score(first) <= Score(share));
        });

    [Fact]
    public void In_the_long_run_a_share_gets_capacity_as_one_over_its_weight() =>
        Gen.Select(Gen.Int[0, Weights.Length - 1].Array[2, 4], Gen.Int).Sample(
            (chosen, seed) =>
            {
                var shares = chosen.Select((weight, i) => (Id: $"s{i}", Weight: Weights[weight])).ToList();
                var run = new FairShareRun(new(0, 0, [.. shares.Select(share => new ShareWeight(share.Id, share.Weight))]), maxVcpus: 128, seed);
                while (run.Placed < 10_000)
                {
                    run.Refill(shares.Select(share => share.Id), 130);
                    run.Place();
                    run.EndNext();
                }

                var all = (double)run.Given.Values.Sum();
                var inverse = shares.Sum(share => 1 / share.Weight);

                return shares.All(share => Math.Abs((run.Given[share.Id] / all / (1 / share.Weight / inverse)) - 1) < 0.05);
            },
            iter: 12);

    [Fact]
    public void A_new_share_gets_what_is_freed_next_however_many_jobs_wait_before_it() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int).Sample(
            (shares, seed) =>
            {
                var run = new FairShareRun(Equal, maxVcpus: 16, seed);
                while (run.Placed < 500)
                {
                    run.Refill(Enumerable.Range(0, shares).Select(i => $"s{i}"), 20);
                    run.Place();
                    run.EndNext();
                }

                var late = run.Submit("new", 1);
                run.EndNext();

                return run.Place()[0] == late;
            },
            iter: 30);

    [Fact]
    public void The_reserve_stays_free_and_shrinks_with_each_share_in_use() =>
        Gen.Select(Gen.Int[0, 99], Gen.Int[1, 6], Gen.Int[1, 64]).Sample((percent, shares, maxVcpus) =>
        {
            var rules = new FairShareRules(0, percent, []);
            var run = new FairShareRun(rules, maxVcpus, seed: 0);
            for (var i = 0; i < shares * 80; i++)
            {
                run.Submit($"s{i % shares}", 1);
            }

            run.Place();

            return run.Environment.UsedMilliVcpus / 1000 == (long)Math.Floor((maxVcpus * (1 - Math.Pow(percent / 100.0, shares))) + 1e-9);
        });

    [Fact]
    public void Within_a_share_the_highest_priority_goes_first_and_then_the_oldest() =>
        Gen.Int[0, 3].Array[1, 20].Sample(priorities =>
        {
            var run = new FairShareRun(Equal, maxVcpus: 100, seed: 0);
            var jobs = priorities.Select(priority => run.Submit("s", 1, priority)).ToList();

            return run.Choose().Placements.Select(placement => placement.Job).SequenceEqual(jobs.OrderByDescending(job => job.Spec.SchedulingPriority));
        });

    [Fact]
    public void A_turn_over_500_shares_costs_the_same_however_many_jobs_wait()
    {
        var (few, many) = (Allocated(backlog: 1), Allocated(backlog: 400));

        // The readers of 400 times as many jobs keep a path of twice the length.
        Assert.True(many < 2 * few, $"{few} bytes for one job a share, {many} for 400.");

        static long Allocated(int backlog)
        {
            var run = new FairShareRun(Equal, maxVcpus: 4, seed: 0);
            for (var i = 0; i < 500 * backlog; i++)
            {
                run.Submit($"s{i % 500}", 1);
            }

            run.Choose();
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal(4, run.Choose().Placements.Count);

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static double Score(FairShare share) => FairShareRules.Score(share.UsageAt(Equal, 0), share.UsedMilliVcpus, 1);
}
