using System.Globalization;
using LocalCloud.Events;

namespace LocalCloud.Tests.Events;

public sealed class ScheduleTests
{
    [Theory]
    [InlineData("rate(1 minute)", "2026-01-31T12:00:30Z", "2026-01-31T12:01:30Z")]
    [InlineData("rate(5 minutes)", "2026-01-31T12:00:30Z", "2026-01-31T12:05:30Z")]
    [InlineData("rate(1 day)", "2026-01-31T12:00:30Z", "2026-02-01T12:00:30Z")]
    [InlineData("cron(0 12 * * ? *)", "2026-01-31T12:00:00Z", "2026-02-01T12:00:00Z")]
    [InlineData("cron(0/15 * * * ? *)", "2026-01-31T12:14:59Z", "2026-01-31T12:15:00Z")]
    [InlineData("cron(15 10 ? * MON-FRI *)", "2026-01-30T10:15:00Z", "2026-02-02T10:15:00Z")]
    [InlineData("cron(0 8 1 * ? *)", "2026-01-31T12:00:00Z", "2026-02-01T08:00:00Z")]
    [InlineData("cron(0 0 L * ? *)", "2026-02-01T00:00:00Z", "2026-02-28T00:00:00Z")]
    [InlineData("cron(0 0 LW * ? *)", "2026-01-01T00:00:00Z", "2026-01-30T00:00:00Z")]
    [InlineData("cron(0 0 15W * ? *)", "2026-02-01T00:00:00Z", "2026-02-16T00:00:00Z")]
    [InlineData("cron(0 9 ? * 2#1 *)", "2026-01-31T12:00:00Z", "2026-02-02T09:00:00Z")]
    [InlineData("cron(0 9 ? * 6L *)", "2026-01-31T12:00:00Z", "2026-02-27T09:00:00Z")]
    [InlineData("cron(0 0 29 2 ? *)", "2026-01-31T12:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("cron(0 18 ? JAN,dec SUN 2027)", "2026-01-31T12:00:00Z", "2027-01-03T18:00:00Z")]
    public void The_next_time_is_the_one_that_EventBridge_means(string expression, string after, string next) =>
        Assert.Equal(Time(next), Schedule.Parse(expression).NextAfter(Time(after)));

    [Fact]
    public void A_schedule_of_the_past_has_no_next_time() => Assert.Null(Schedule.Parse("cron(0 0 1 1 ? 2020)").NextAfter(Time("2026-01-31T12:00:00Z")));

    [Theory]
    [InlineData("rate(1 minutes)")]
    [InlineData("rate(5 minute)")]
    [InlineData("rate(0 minutes)")]
    [InlineData("rate(5)")]
    [InlineData("every 5 minutes")]
    [InlineData("cron(0 12 * * *)")]
    [InlineData("cron(0 12 * * * *)")]
    [InlineData("cron(0 12 ? * ? *)")]
    [InlineData("cron(60 12 * * ? *)")]
    [InlineData("cron(0 12 * * ? 1969)")]
    [InlineData("cron(0 12 ? * 8 *)")]
    [InlineData("cron(5-1 12 * * ? *)")]
    [InlineData("cron(*/0 12 * * ? *)")]
    public void What_EventBridge_would_refuse_is_refused(string expression) => Assert.Throws<FormatException>(() => Schedule.Parse(expression));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
