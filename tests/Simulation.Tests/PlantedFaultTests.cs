using Simulation.Tests.Functions;
using Simulation.Tests.Planted;

namespace Simulation.Tests;

/// <summary>What the simulation is for: each promise is broken on purpose, and within CI's seeds the simulation notices.</summary>
public sealed class PlantedFaultTests
{
    [Fact]
    public void A_submitter_that_forgets_its_intents_makes_two_jobs_of_one_request() =>
        Notices("one accepted request is one job", new() { Intents = store => new ForgetfulIntents(store) });

    [Fact]
    public void A_lease_that_anybody_gets_makes_two_jobs_of_one_request() =>
        Notices("one accepted request is one job", new() { Intents = store => new GenerousLeases(store) });

    [Fact]
    public void A_SubmitJob_that_leaves_the_process_twice_makes_two_jobs_of_one_request() =>
        Notices("one accepted request is one job", new() { CountsSends = false });

    [Fact]
    public void A_look_up_before_AWS_Batch_lists_what_it_took_makes_two_jobs_of_one_request() =>
        Notices("one accepted request is one job", new() { Intents = store => new EarlyLookUps(store) });

    [Fact]
    public void A_store_that_takes_any_status_lets_one_go_back() =>
        Notices("a status never goes back", new() { Jobs = store => new UnrankedJobs(store) });

    [Fact]
    public void A_sweep_that_repairs_nothing_leaves_the_table_behind_the_engine() =>
        Notices("after quiet the table equals the engine", new() { Watch = store => new BlindWatch(store) });

    [Fact]
    public void A_decision_that_is_not_written_down_is_taken_again() =>
        Notices("a failure is decided once", new() { Jobs = store => new UndecidedJobs(store) });

    [Fact]
    public void A_claim_that_anybody_gets_gives_a_failed_job_two_successors() =>
        Notices("a failed job has one successor at most", new() { Jobs = store => new GenerousClaims(store) });

    [Fact]
    public void A_resubmission_that_forgets_its_dependencies_starts_too_early() =>
        Notices("a resubmission waits for what has not succeeded", new() { Queue = queue => new ForgottenDependencies(queue) });

    [Fact]
    public void A_verdict_that_is_not_carried_out_as_it_is_written_is_noticed() =>
        Notices("what is written down is carried out", new() { Jobs = store => new OtherVerdicts(store) });

    [Fact]
    public void A_sweep_that_dies_at_a_poison_item_looks_at_nothing_behind_it() =>
        Notices("one bad item stops no other", new() { Watch = store => new DyingSweep(store) });

    [Fact]
    public void An_end_that_is_not_counted_leaves_a_submission_open() =>
        Notices("the counts of a submission add up", new() { Counts = counts => new DroppedCounts(counts) });

    [Fact]
    public void A_quantity_that_is_given_back_twice_is_noticed() =>
        Notices("a quantity is never negative, and nothing is held that is not there", new() { Engine = EngineFaults.GiveBackTwice });

    [Fact]
    public void A_quantity_that_is_handed_out_twice_is_noticed() =>
        Notices("a quantity is never negative, and nothing is held that is not there", new() { Engine = EngineFaults.HandOutTwice });

    [Fact]
    public void A_job_that_waits_for_its_share_and_is_lost_is_noticed() =>
        Notices("no waiting job is lost", new() { Engine = EngineFaults.LoseWaiting });

    [Fact]
    public void A_share_that_gets_more_than_there_is_is_noticed() =>
        Notices("capacity is never exceeded", new() { Engine = EngineFaults.Overfill });

    private static void Notices(string invariant, Sabotage sabotage)
    {
        var noticed = new List<string>();
        for (var seed = 1; seed <= SeedTests.Count && !noticed.Contains(invariant); seed++)
        {
            if (SeedRun.Of(seed, sabotage).Broken is { } broken)
            {
                noticed.Add(broken);
            }
        }

        Assert.Contains(invariant, noticed);
    }
}
