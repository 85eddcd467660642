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
