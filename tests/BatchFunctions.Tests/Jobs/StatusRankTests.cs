using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.Jobs;

public sealed class StatusRankTests
{
    [Fact]
    public void Within_an_attempt_each_status_outranks_the_one_before()
    {
        var ranks = JobStatusNames.All.Where(status => !status.IsTerminal).Select(status => StatusRank.Of(0, status)).ToList();

        Assert.Equal(ranks.Order(), ranks);
        Assert.Distinct(ranks);
    }

    [Fact]
    public void RUNNABLE_after_a_failed_attempt_outranks_RUNNING_of_that_attempt() =>
        Assert.True(StatusRank.Of(1, JobStatus.Runnable) > StatusRank.Of(0, JobStatus.Running));

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(int.MaxValue)]
    public void Nothing_outranks_a_terminal_status(int endedAttempts)
    {
        Assert.Equal(StatusRank.Terminal, StatusRank.Of(0, JobStatus.Succeeded));
        Assert.Equal(StatusRank.Terminal, StatusRank.Of(3, JobStatus.Failed));
        Assert.True(StatusRank.Of(endedAttempts, JobStatus.Running) < StatusRank.Terminal);
    }

    [Fact]
    public void Every_status_is_found_by_its_own_name() =>
        Assert.All(JobStatusNames.All, status => Assert.Equal(status, JobStatusNames.Parse(status.Name)));
}
