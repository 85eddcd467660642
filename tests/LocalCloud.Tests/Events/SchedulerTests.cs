using System.Globalization;
using System.Text;
using LocalBatch.Wire;
using LocalCloud.Deliveries;
using LocalCloud.Events;
using LocalCloud.Gateway;
using LocalCloud.Iam;
using LocalCloud.Lineages;
using LocalCloud.Targets;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.Events;

public sealed class SchedulerTests
{
    private const string Role = "arn:aws:iam::123456789012:role/submit";
    private static readonly AwsAccount Account = new("us-east-1", "123456789012");

    [Theory]
    [InlineData("cron(30 7 ? * MON-FRI *)", "Europe/Berlin", "2026-01-30T07:00:00Z", "2026-02-02T06:30:00Z")]
    [InlineData("cron(0 12 * * ? *)", "America/New_York", "2026-07-01T00:00:00Z", "2026-07-01T16:00:00Z")]
    // The clocks of Berlin jump from 2 to 3 o'clock on 2026-03-29, and show the hour before 3 twice on 2026-10-25.
    [InlineData("cron(30 2 * * ? *)", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("cron(30 2 * * ? *)", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("cron(30 2 * * ? *)", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("at(2026-02-01T08:00:00)", "Asia/Tokyo", "2026-01-30T07:00:00Z", "2026-01-31T23:00:00Z")]
    [InlineData("rate(2 hours)", "Asia/Tokyo", "2026-01-30T07:00:00Z", "2026-01-30T09:00:00Z")]
    public void The_next_time_is_meant_by_the_clocks_of_the_zone(string expression, string zone, string after, string next) =>
        Assert.Equal(Time(next), Schedule.Parse(expression, TimeZoneInfo.FindSystemTimeZoneById(zone)).NextAfter(Time(after)));

    [Theory]
    [InlineData("at(2026-03-29T02:30:00)", "the clocks of Europe/Berlin never show that time")]
    [InlineData("at(tomorrow)", "it must be at(yyyy-mm-ddThh:mm:ss)")]
    [InlineData("every day", "it must be rate(N minutes)")]
    public void What_the_Scheduler_would_refuse_is_refused(string expression, string why) => Assert.Contains(
        why, Assert.Throws<FormatException>(() => Schedule.Parse(expression, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("rate(1 hour)", "2026-01-31T12:00:00Z", null, "2026-01-31T10:00:00Z", "2026-01-31T12:00:00Z")]
    [InlineData("rate(1 hour)", "2026-01-31T12:10:00Z", null, "2026-01-31T14:00:00Z", "2026-01-31T14:10:00Z")]
    [InlineData("cron(0 * * * ? *)", "2026-01-31T12:00:00Z", null, "2026-01-31T10:00:00Z", "2026-01-31T12:00:00Z")]
    [InlineData("cron(0 * * * ? *)", null, "2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z", null)]
    public void A_schedule_keeps_between_its_start_and_its_end(string expression, string? start, string? end, string after, string? next) => Assert.Equal(
        next is null ? null : Time(next),
        (Once(expression) with { Start = start is null ? null : Time(start), End = end is null ? null : Time(end) }).NextAfter(Time(after)));

    [Fact]
    public async Task A_schedule_submits_its_job_at_its_times_with_what_its_input_names()
    {
        FakeTimeProvider time = new(Time("2026-01-31T12:00:00Z"));
        await using var services = await LocalServices.StartAsync(time: time, schedules: [Once("rate(5 minutes)")]);
        services.Outbox.Start(services.Target);
        services.Bus.StartSchedules();

        time.Advance(TimeSpan.FromMinutes(5));
        var delivery = await services.Target.NextDeliveryAsync();

        Assert.Equal("arn:aws:scheduler:us-east-1:123456789012:schedule/default/s", delivery.SourceArn);
        Assert.Equal("""{"JobName":"at-2026-01-31T12:05:00Z","JobQueue":"q","JobDefinition":"d"}""", Encoding.UTF8.GetString(delivery.Body.Span));
        Assert.Equal(new(Role, null), delivery.Call);
    }

    [Fact]
    public async Task A_job_is_submitted_where_the_role_may()
    {
        List<string> submitted = [];
        JobQueueTarget target = new(
            (request, _) =>
            {
                submitted.Add($"{request.RawPathAndQuery} {Encoding.UTF8.GetString(request.Body.Span)}");
                return Task.FromResult(new BatchHttpResponse(200, "application/json", "r", null, "{}"u8.ToArray()));
            },
            Book("arn:aws:batch:us-east-1:123456789012:*"), Account);

        await target.SubmitAsync(Delivery("""{"JobName":"n","JobQueue":"q","JobDefinition":"d"}"""), TestContext.Current.CancellationToken);

        Assert.Equal(["""/v1/submitjob {"jobName":"n","jobQueue":"q","jobDefinition":"d"}"""], submitted);
    }

    [Fact]
    public async Task A_role_that_may_not_submit_is_told_apart_from_a_queue_that_refuses()
    {
        static Task<BatchHttpResponse> Refuse(BatchHttpRequest request, CancellationToken cancellation) =>
            Task.FromResult(new BatchHttpResponse(400, "application/json", "r", "ClientException", """{"message":"no such queue"}"""u8.ToArray()));
        var delivery = Delivery("""{"JobName":"n","JobQueue":"q","JobDefinition":"d"}""");

        var forbidden = await Assert.ThrowsAsync<UndeliverableException>(
            () => new JobQueueTarget(Refuse, Book("arn:aws:batch:us-east-1:123456789012:job-queue/q"), Account).SubmitAsync(delivery, TestContext.Current.CancellationToken));
        var refused = await Assert.ThrowsAsync<UndeliverableException>(
            () => new JobQueueTarget(Refuse, RoleBook.Empty, Account).SubmitAsync(delivery, TestContext.Current.CancellationToken));

        Assert.Equal(("NO_PERMISSIONS", $"{Role} may not batch:SubmitJob on arn:aws:batch:us-east-1:123456789012:job-definition/d: give it to the role, or start with --iam off."), (forbidden.Code, forbidden.Message));
        Assert.Equal(("INVALID_PARAMETER", "SubmitJob was refused: ClientException: no such queue"), (refused.Code, refused.Message));
    }

    [Fact]
    public async Task A_queue_that_is_throttled_is_tried_again() => await Assert.ThrowsAsync<InvalidOperationException>(
        () => new JobQueueTarget(
            (_, _) => Task.FromResult(new BatchHttpResponse(429, "application/json", "r", "TooManyRequestsException", "{}"u8.ToArray())), RoleBook.Empty, Account)
            .SubmitAsync(Delivery("""{"JobName":"n","JobQueue":"q","JobDefinition":"d"}"""), TestContext.Current.CancellationToken));

    private static RoleBook Book(string resource) => new([new(Role, [new() { IsAllow = true, Actions = ["batch:SubmitJob"], Resources = [resource] }])], isOn: true);

    private static EventDelivery Delivery(string body) =>
        new("id", "arn:aws:scheduler:::aws-sdk:batch:submitJob", Encoding.UTF8.GetBytes(body), "arn:s", Lineage.None, new Dictionary<string, string>()) { Call = new(Role, null) };

    private static SchedulerSettings Once(string expression) => new()
    {
        Name = "s",
        Group = "default",
        Schedule = Schedule.Parse(expression, TimeZoneInfo.Utc),
        Target = new()
        {
            Id = "target",
            Arn = "arn:aws:scheduler:::aws-sdk:batch:submitJob",
            Input = """{"JobName":"at-<aws.scheduler.scheduled-time>","JobQueue":"q","JobDefinition":"d"}""",
            Call = new(Role, null),
        },
    };

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
