using System.Text;
using LocalCloud.Batch;
using LocalCloud.Mishaps;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.Batch;

public sealed class YoungJobsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Chaos _chaos = new(ChaosPolicy.Parse("lag=10"), 7);
    private readonly FakeTimeProvider _clock = new(Noon);

    [Theory]
    [InlineData("/v1/listjobs", "jobSummaryList")]
    [InlineData("/v1/describejobs", "jobs")]
    public void Jobs_younger_than_the_lag_are_left_out_and_counted_and_the_token_stays(string target, string list)
    {
        var young = $$"""{"jobId":"young","createdAt":{{Noon.AddSeconds(-9).ToUnixTimeMilliseconds()}}}""";
        var old = $$"""{"jobId":"old","createdAt":{{Noon.AddSeconds(-10).ToUnixTimeMilliseconds()}}}""";

        Assert.Equal($$"""{"{{list}}":[{{old}}],"nextToken":"n"}""", Withhold(target, $$"""{"{{list}}":[{{young}},{{old}},{{young}}],"nextToken":"n"}"""));
        Assert.Equal(2, _chaos.Tally.Withheld);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal($$"""{"{{list}}":[{{young}}]}""", Withhold(target, $$"""{"{{list}}":[{{young}}]}"""));
    }

    [Theory]
    [InlineData("/v1/submitjob", """{"jobId":"young"}""")]
    [InlineData("/v1/describejobqueues", """{"jobQueues":[]}""")]
    [InlineData("/v1/listjobs", """{"jobSummaryList":[]}""")]
    [InlineData("/v1/describejobs", "{}")]
    public void Everything_else_is_told_as_it_is(string target, string answer) => Assert.Equal(answer, Withhold(target, answer));

    private string Withhold(string target, string answer) =>
        Encoding.UTF8.GetString(new YoungJobs(_chaos, _clock).Withhold(target, Encoding.UTF8.GetBytes(answer)).Span);
}
