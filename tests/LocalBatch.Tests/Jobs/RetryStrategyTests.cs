using LocalBatch.Jobs;

namespace LocalBatch.Tests.Jobs;

/// <summary>Whether a failed attempt is followed by another.</summary>
public sealed class RetryStrategyTests
{
    private static readonly AttemptEnd PlainExit = new("Essential container in task exited", null, 13);
    private static readonly AttemptEnd HostLost = new("Host EC2 (instance i-0123456789abcdef0) terminated.", null, null);

    [Fact]
    public void Without_rules_every_failure_is_retried_while_attempts_remain()
    {
        var strategy = new RetryStrategy(2, []);

        Assert.True(strategy.Grants(1, PlainExit));
        Assert.False(strategy.Grants(2, PlainExit));
    }

    [Fact]
    public void Where_no_rule_matches_the_job_is_retried() =>
        Assert.True(new RetryStrategy(3, [new(null, null, "1", Retry: false)]).Grants(1, PlainExit));

    [Fact]
    public void The_first_rule_that_matches_decides() =>
        Assert.False(new RetryStrategy(3, [new(null, null, "13", Retry: false), new(null, null, "*", Retry: true)]).Grants(1, PlainExit));

    [Fact]
    public void RETRY_never_goes_beyond_the_attempts() =>
        Assert.False(new RetryStrategy(1, [new(null, "*", null, Retry: true)]).Grants(1, PlainExit));

    [Theory]
    [InlineData("Host EC2*", true)]
    [InlineData("Host EC2", false)]
    [InlineData("host ec2*", false)]
    [InlineData("*", true)]
    public void A_trailing_asterisk_makes_a_prefix_and_case_counts(string pattern, bool matches) =>
        Assert.Equal(matches, new EvaluateOnExit(pattern, null, null, Retry: true).Matches(HostLost));

    [Fact]
    public void A_lone_asterisk_matches_an_absent_reason_and_any_other_pattern_does_not()
    {
        Assert.True(new EvaluateOnExit(null, "*", null, Retry: false).Matches(PlainExit));
        Assert.False(new EvaluateOnExit(null, "Cannot*", null, Retry: false).Matches(PlainExit));
        Assert.True(new EvaluateOnExit(null, null, "*", Retry: false).Matches(HostLost));
    }

    [Fact]
    public void All_conditions_of_a_rule_must_hold() =>
        Assert.False(new EvaluateOnExit("Essential*", "OutOfMemory*", "13", Retry: true).Matches(PlainExit));
}
