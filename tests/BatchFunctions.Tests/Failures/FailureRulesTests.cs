using BatchFunctions.Failures;
using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.Failures;

public sealed class FailureRulesTests
{
    private static readonly IReadOnlyList<FailureRule> Defaults = new DefaultRules().Rules;

    [Fact]
    public void Out_of_memory_is_tried_again_with_twice_the_memory()
    {
        var verdict = Resubmit(Failed("OutOfMemory") with { MemoryMiB = 512 }, Defaults);

        Assert.Equal(
            """{"jobName":"hello","jobQueue":"default","jobDefinition":"hello","containerOverrides":{"resourceRequirements":[{"type":"MEMORY","value":"1024"}]}}""",
            Body(verdict));
        Assert.Equal("OutOfMemory: resubmission 1 of 2, 1024 MiB.", verdict.Why);
    }

    [Fact]
    public void On_Fargate_memory_and_vCPUs_grow_to_a_pair_that_exists()
    {
        var verdict = Resubmit(Failed("OutOfMemory") with { MemoryMiB = 2048, Vcpus = 0.25m, IsFargate = true }, Defaults);

        Assert.Contains(
            """[{"type":"VCPU","value":"0.5"},{"type":"MEMORY","value":"4096"}]""", Body(verdict), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 1100, "1024")]
    [InlineData(3, 1024, "1024")]
    [InlineData(9, 3000, "2048")]
    public void On_Fargate_a_ceiling_between_two_sizes_leaves_the_smaller_one(int factor, int most, string memory)
    {
        IReadOnlyList<FailureRule> rules = [new() { Action = "resubmit", MemoryFactor = factor, MaxMemoryMiB = most, MaxResubmissions = 9 }];

        var verdict = Resubmit(Failed("OutOfMemory") with { MemoryMiB = 512, Vcpus = 0.25m, IsFargate = true }, rules);

        Assert.Contains($$"""{"type":"MEMORY","value":"{{memory}}"}""", Body(verdict), StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_stops_at_the_ceiling_and_a_job_that_had_it_is_given_up()
    {
        IReadOnlyList<FailureRule> rules = [new() { Action = "resubmit", MemoryFactor = 3, MaxMemoryMiB = 1000, MaxResubmissions = 9 }];

        Assert.Contains("\"1000\"", Body(Resubmit(Failed("OutOfMemory") with { MemoryMiB = 512 }, rules)), StringComparison.Ordinal);
        Assert.Equal(
            new Verdict.GiveUp("OutOfMemory with 1000 MiB, the most that the rule allows."),
            FailureRules.Decide(Failed("OutOfMemory") with { MemoryMiB = 1000 }, rules));
    }

    [Fact]
    public void Memory_that_is_not_known_cannot_grow_and_the_job_is_given_up_in_words()
    {
        var verdict = Assert.IsType<Verdict.GiveUp>(FailureRules.Decide(Failed("OutOfMemory") with { Resubmission = 1 }, Defaults));

        Assert.Equal(
            "OutOfMemory after 1 resubmissions, and the rule's memoryFactor of 2 has nothing to grow: how much memory the job had is not known. AWS Batch tells it, and takes another size, only of a job with one container on ECS.",
            verdict.Why);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1.0)]
    public void A_rule_that_wants_no_more_memory_need_not_know_how_much_there_was(double? factor) =>
        Assert.IsType<Verdict.Resubmit>(FailureRules.Decide(Failed("OutOfMemory"), [new() { Action = "resubmit", MemoryFactor = factor }]));

    [Fact]
    public void Memory_that_was_given_in_the_old_way_grows_in_the_new_one_and_in_no_other() => Assert.Equal(
        """{"jobName":"a","containerOverrides":{"command":["x"],"resourceRequirements":[{"type":"GPU","value":"1"},{"type":"VCPU","value":"2"},{"type":"MEMORY","value":"1024"}]}}""",
        NextRequest.Of(
            """{"jobName":"a","containerOverrides":{"vcpus":1,"memory":512,"command":["x"],"resourceRequirements":[{"type":"GPU","value":"1"}]}}""",
            new Changes(null, 2, 1024)));

    [Fact]
    public void A_reclaimed_job_goes_to_the_other_queue_at_most_so_often()
    {
        IReadOnlyList<FailureRule> rules = [new() { Causes = ["SpotInterruption"], Action = "resubmit", JobQueue = "default", DelaySeconds = 30, MaxResubmissions = 2 }];
        var job = Failed("SpotInterruption") with { Request = """{"jobName":"a","jobQueue":"spot","jobDefinition":"hello"}""" };

        Assert.Equal("default", Resubmit(job, rules).Changes.JobQueue);
        Assert.Equal(TimeSpan.FromSeconds(30), Resubmit(job, rules).Delay);
        Assert.Equal(new Verdict.GiveUp("SpotInterruption again after 2 resubmissions."), FailureRules.Decide(job with { Resubmission = 2 }, rules));
    }

    [Theory]
    [InlineData("Cancelled")]
    [InlineData("Terminated")]
    public void What_somebody_ended_stays_ended_unless_a_rule_names_it(string cause)
    {
        IReadOnlyList<FailureRule> any = [new() { Action = "resubmit" }];
        IReadOnlyList<FailureRule> named = [new() { Causes = [cause], Action = "resubmit" }];

        Assert.IsType<Verdict.GiveUp>(FailureRules.Decide(Failed(cause), any));
        Assert.IsType<Verdict.Resubmit>(FailureRules.Decide(Failed(cause), named));
    }

    [Fact]
    public void The_first_rule_that_matches_decides()
    {
        IReadOnlyList<FailureRule> rules =
        [
            new() { ExitCodes = [7], Action = "notify" },
            new() { Causes = ["ApplicationError"], Action = "resubmit" },
            new() { Action = "giveUp" },
        ];

        Assert.IsType<Verdict.Notify>(FailureRules.Decide(Failed("ApplicationError", exitCode: 7), rules));
        Assert.IsType<Verdict.Resubmit>(FailureRules.Decide(Failed("ApplicationError", exitCode: 1), rules));
        Assert.IsType<Verdict.GiveUp>(FailureRules.Decide(Failed("Timeout"), rules));
    }

    [Fact]
    public void The_stack_s_own_rules_are_good_rules()
    {
        using var document = System.Text.Json.JsonDocument.Parse(DefaultRules.Text());
        var errors = new List<Wire.InputError>();

        FailureRuleCheck.Check(document.RootElement, "", errors);

        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("0.25", 513, "0.25", 1024)]
    [InlineData("0.25", 4096, "0.5", 4096)]
    [InlineData("1", 9000, "2", 9216)]
    [InlineData("8", 17000, "8", 20480)]
    public void Fargate_sizes_are_rounded_up(string vcpus, int memory, string fitVcpus, int fitMemory) =>
        Assert.Equal(
            (decimal.Parse(fitVcpus, System.Globalization.CultureInfo.InvariantCulture), fitMemory),
            FargateSizes.Fit(decimal.Parse(vcpus, System.Globalization.CultureInfo.InvariantCulture), memory));

    private static Verdict.Resubmit Resubmit(JobRecord job, IReadOnlyList<FailureRule> rules) =>
        Assert.IsType<Verdict.Resubmit>(FailureRules.Decide(job, rules));

    private static string Body(Verdict.Resubmit verdict) => NextRequest.Of(Failed("OutOfMemory").Request ?? "", verdict.Changes);

    private static JobRecord Failed(string cause, int? exitCode = 1) => new()
    {
        JobId = A.JobId,
        JobName = "hello",
        JobQueue = "default",
        Status = JobStatus.Failed,
        CreatedAt = A.Noon,
        ChangedAt = A.Noon,
        Rank = StatusRank.Terminal,
        Cause = cause,
        Request = """{"jobName":"hello","jobQueue":"default","jobDefinition":"hello","dependsOn":[{"jobId":"done"}]}""",
        Attempts = [new JobAttempt(exitCode, null, null, null, null, null)],
    };
}
