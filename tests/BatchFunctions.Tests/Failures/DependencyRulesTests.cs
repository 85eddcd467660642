using BatchFunctions.Failures;
using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.Failures;

public sealed class DependencyRulesTests
{
    private static readonly JobRecord Job = new()
    {
        JobId = A.JobId,
        JobName = "hello",
        JobQueue = "default",
        Status = JobStatus.Failed,
        CreatedAt = A.Noon,
        ChangedAt = A.Noon,
        Rank = StatusRank.Terminal,
    };

    private static readonly Dependency Running = new(null, null, "running", null);

    [Fact]
    public void A_dependant_is_tried_again_after_what_has_not_succeeded_yet()
    {
        var verdict = DependencyRules.Cascade(Job, new() { HasFailed = true, WaitFor = [Running] });

        Assert.Equal([Running], Assert.IsType<Verdict.Resubmit>(verdict).DependsOn);
    }

    [Fact]
    public void One_without_a_stand_in_is_enough_to_give_up_whatever_is_undecided() => Assert.Equal(
        new Verdict.GiveUp("It depends on lost, which is not resubmitted."),
        DependencyRules.Cascade(Job, new() { HasFailed = true, Lost = ["lost"], Undecided = ["other"] }));

    [Fact]
    public void While_a_failure_is_undecided_so_is_what_depends_on_it() =>
        Assert.IsType<Verdict.NotYet>(DependencyRules.Cascade(Job, new() { HasFailed = true, Undecided = ["other"], WaitFor = [Running] }));

    [Fact]
    public void While_AWS_Batch_shows_no_failed_dependency_and_one_that_is_open_nothing_is_decided() =>
        Assert.IsType<Verdict.NotYet>(DependencyRules.Cascade(Job, new() { WaitFor = [Running] }));

    [Fact]
    public void A_dependant_all_of_whose_dependencies_succeeded_is_given_up_in_words() =>
        Assert.Equal(
            new Verdict.GiveUp("AWS Batch says that a job it depends on has failed, and all of them have succeeded."),
            DependencyRules.Cascade(Job, DependencyFates.None));

    [Fact]
    public void Twenty_dependencies_are_taken_and_twenty_one_are_not()
    {
        Assert.IsType<Verdict.Resubmit>(DependencyRules.Cascade(Job, Many(20)));
        Assert.Equal(new Verdict.GiveUp(DependencyRules.TooMany), DependencyRules.Cascade(Job, Many(21)));

        static DependencyFates Many(int count) => new() { HasFailed = true, WaitFor = [.. Enumerable.Repeat(Running, count)] };
    }
}
