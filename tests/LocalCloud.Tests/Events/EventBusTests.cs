using System.Text;
using System.Text.Json;
using LocalBatch.Events;
using LocalCloud.Events;
using LocalCloud.Mishaps;
using LocalCloud.Tests.Gateway;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.Events;

public sealed class EventBusTests
{
    private const string Queue = "arn:aws:sqs:us-east-1:123456789012:state-changes";
    private const string Failed = """{"source":["aws.batch"],"detail-type":["Batch Job State Change"],"detail":{"status":["FAILED"]}}""";

    [Fact]
    public async Task A_job_event_goes_to_the_targets_of_the_rules_that_match()
    {
        await using var services = await LocalServices.StartAsync(rules: [Rule("failed", Failed), Rule("other", """{"source":["aws.ec2"]}"""), Rule("off", Failed) with { IsEnabled = false }]);
        services.Outbox.Start(services.Target);
        const string happened = """{"id":"e1","source":"aws.batch","detail-type":"Batch Job State Change","detail":{"status":"FAILED"}}""";

        await services.Bus.PublishAsync([Event("e0", "RUNNING"), new("e1", Encoding.UTF8.GetBytes(happened))], TestContext.Current.CancellationToken);

        Assert.Equal((Queue, happened), await services.Target.NextAsync() is var (target, body, _) ? (target, body) : default);
        Assert.True(services.Target.IsEmpty);
    }

    [Fact]
    public async Task A_target_may_get_a_part_of_the_event_or_something_else()
    {
        await using var services = await LocalServices.StartAsync(rules:
        [
            Rule("part", Failed) with { Targets = [new() { Id = "t", Arn = Queue, InputPath = "$.detail" }] },
            Rule("else", Failed) with { Targets = [new() { Id = "t", Arn = Queue, Input = """{"constant":1}""" }] },
        ]);
        services.Outbox.Start(services.Target);

        await services.Bus.PublishAsync([Event("e1", "FAILED")], TestContext.Current.CancellationToken);

        Assert.Equal(
            ["""{"constant":1}""", """{"status":"FAILED"}"""],
            new[] { (await services.Target.NextAsync()).Body, (await services.Target.NextAsync()).Body }.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PutEvents_accepts_or_refuses_each_entry_for_itself()
    {
        await using var services = await LocalServices.StartAsync(rules: [Rule("own", """{"source":["my.app"]}""") with { EventBusName = "own" }]);
        services.Outbox.Start(services.Target);
        var (status, body) = await new SignedCall(services)
        {
            Service = "events",
            Target = "AWSEvents.PutEvents",
            Body = """
                {"Entries":[
                    {"Source":"my.app","DetailType":"done","Detail":"{\"n\":1}","EventBusName":"own","Time":1769860800.5},
                    {"Source":"my.app","DetailType":"done","Detail":"[]"},
                    {"Source":"aws.batch","DetailType":"done","Detail":"{}"},
                    {"DetailType":"done","Detail":"{}"},
                    {"Source":"my.app","DetailType":"done","Detail":"{}","EventBusName":"nowhere"}]}
                """u8.ToArray(),
        }.SendAsync();
        using var answer = JsonDocument.Parse(body);
        using var delivered = JsonDocument.Parse((await services.Target.NextAsync()).Body);

        Assert.Equal((200, 4), (status, answer.RootElement.GetProperty("FailedEntryCount").GetInt32()));
        Assert.Equal(
            [null, "MalformedDetail", "NotAuthorizedForSourceException", "InvalidArgument", "ResourceNotFoundException"],
            answer.RootElement.GetProperty("Entries").EnumerateArray().Select(entry => entry.TryGetProperty("ErrorCode", out var code) ? code.GetString() : null));
        Assert.Equal("2026-01-31T12:00:00Z", delivered.RootElement.GetProperty("time").GetString());
        Assert.Equal(("0", "done"), (delivered.RootElement.GetProperty("version").GetString(), delivered.RootElement.GetProperty("detail-type").GetString()));
        Assert.Equal(1, delivered.RootElement.GetProperty("detail").GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task A_scheduled_rule_fires_at_its_times()
    {
        var time = new FakeTimeProvider(new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));
        await using var services = await LocalServices.StartAsync(
            time: time, rules: [new() { Name = "sweep", ScheduleExpression = "rate(5 minutes)", Targets = [new() { Id = "t", Arn = Queue }] }]);
        services.Outbox.Start(services.Target);
        services.Bus.StartSchedules();
        time.Advance(TimeSpan.FromMinutes(5));
        using var first = JsonDocument.Parse((await services.Target.NextAsync()).Body);
        time.Advance(TimeSpan.FromMinutes(5));
        using var second = JsonDocument.Parse((await services.Target.NextAsync()).Body);

        Assert.Equal(
            ("Scheduled Event", "aws.events", "2026-01-31T12:05:00Z"),
            (first.RootElement.GetProperty("detail-type").GetString(), first.RootElement.GetProperty("source").GetString(), first.RootElement.GetProperty("time").GetString()));
        Assert.Equal("2026-01-31T12:10:00Z", second.RootElement.GetProperty("time").GetString());
        Assert.Equal("arn:aws:events:us-east-1:123456789012:rule/sweep", first.RootElement.GetProperty("resources")[0].GetString());
    }

    [Fact]
    public async Task Chaos_drops_events()
    {
        Chaos chaos = new(ChaosPolicy.Parse("drop=1"), 1);
        await using var services = await LocalServices.StartAsync(rules: [Rule("failed", Failed)], chaos: chaos);
        services.Outbox.Start(services.Target);

        await services.Bus.PublishAsync([Event("e1", "FAILED"), Event("e2", "RUNNING")], TestContext.Current.CancellationToken);

        Assert.True(services.Target.IsEmpty);
        // The other event no rule waited for.
        Assert.Equal(1, chaos.Tally.Dropped);
    }

    [Fact]
    public async Task A_rule_that_is_wrong_is_named()
    {
        var wrong = await Assert.ThrowsAsync<FormatException>(() => LocalServices.StartAsync(rules: [Rule("bad", """{"a":[{"regex":"x"}]}""")]));

        Assert.Contains("Rule bad: Event pattern is not valid. Reason: $.a[0].regex", wrong.Message, StringComparison.Ordinal);
    }

    private static EventRuleSettings Rule(string name, string pattern) =>
        new() { Name = name, EventPattern = pattern, Targets = [new() { Id = "t", Arn = Queue }] };

    private static JobEventEnvelope Event(string id, string status) => new(
        id, Encoding.UTF8.GetBytes($$$"""{"id":"{{{id}}}","source":"aws.batch","detail-type":"Batch Job State Change","detail":{"status":"{{{status}}}"}}"""));
}
