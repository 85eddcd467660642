using System.Text;
using System.Text.Json;
using LocalCloud.Deliveries;
using LocalCloud.Events;
using LocalCloud.State;
using LocalCloud.Tests.Gateway;

namespace LocalCloud.Tests.Events;

public sealed class RuleOperationsTests
{
    private const string Queue = "arn:aws:sqs:us-east-1:123456789012:q";
    private const string JobQueue = "arn:aws:batch:us-east-1:123456789012:job-queue/q";

    [Fact]
    public async Task A_rule_made_at_run_time_delivers_and_is_there_after_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("rules-").FullName;
        await using (var services = await LocalServices.StartAsync(folder))
        {
            Assert.Equal("""{"RuleArn":"arn:aws:events:us-east-1:123456789012:rule/made"}""", await OkAsync(services, "PutRule", """{"Name":"made","EventPattern":"{\"source\":[\"my.app\"]}","Description":"d"}"""));
            Assert.Equal(
                """{"FailedEntryCount":0,"FailedEntries":[]}""",
                await OkAsync(services, "PutTargets", $$$$"""{"Rule":"made","Targets":[{"Id":"a","Arn":"{{{{Queue}}}}","InputPath":"$.detail"},{"Id":"b","Arn":"{{{{JobQueue}}}}","RoleArn":"arn:aws:iam::123456789012:role/r","BatchParameters":{"JobDefinition":"d","JobName":"n","ArrayProperties":{"Size":2}}}]}"""));
        }

        await using var restarted = await LocalServices.StartAsync(folder);
        restarted.Outbox.Start(restarted.Target);
        await OkAsync(restarted, "PutEvents", """{"Entries":[{"Source":"my.app","DetailType":"t","Detail":"{\"n\":1}"}]}""");

        var deliveries = new[] { await restarted.Target.NextDeliveryAsync(), await restarted.Target.NextDeliveryAsync() }.OrderBy(delivery => delivery.TargetArn, StringComparer.Ordinal).ToList();
        Assert.Equal((JobQueue, new TargetCall("arn:aws:iam::123456789012:role/r", new("d", "n", 2, null))), (deliveries[0].TargetArn, deliveries[0].Call));
        Assert.Equal((Queue, """{"n":1}"""), (deliveries[1].TargetArn, Encoding.UTF8.GetString(deliveries[1].Body.Span)));
        Assert.Equal(
            """{"Arn":"arn:aws:events:us-east-1:123456789012:rule/made","Name":"made","EventBusName":"default","State":"ENABLED","Description":"d","EventPattern":"{\u0022source\u0022:[\u0022my.app\u0022]}"}""",
            await OkAsync(restarted, "DescribeRule", """{"Name":"made"}"""));
        Assert.Equal("""{"RuleNames":["made"]}""", await OkAsync(restarted, "ListRuleNamesByTarget", $$"""{"TargetArn":"{{JobQueue}}"}"""));
    }

    [Fact]
    public async Task A_rule_of_the_template_that_was_changed_stays_changed_until_the_template_changes_it()
    {
        var folder = Directory.CreateTempSubdirectory("rules-").FullName;
        EventRuleSettings[] rules = [Rule("kept", "a"), Rule("gone", "a")];
        await using (var services = await LocalServices.StartAsync(folder, rules: rules))
        {
            await OkAsync(services, "DisableRule", """{"Name":"kept"}""");
            await OkAsync(services, "RemoveTargets", """{"Rule":"gone","Ids":["t"]}""");
            await OkAsync(services, "DeleteRule", """{"Name":"gone"}""");
        }

        await using (var again = await LocalServices.StartAsync(folder, rules: rules))
        {
            var rule = Assert.Single(again.Bus.Rules);
            Assert.Equal(("kept", false), (rule.Name, rule.IsEnabled));
        }

        await using var changed = await LocalServices.StartAsync(folder, rules: [Rule("kept", "b"), rules[1]]);
        var now = Assert.Single(changed.Bus.Rules);
        Assert.Equal(("kept", true), (now.Name, now.IsEnabled));
    }

    [Fact]
    public async Task A_rule_on_a_bus_that_the_template_has_no_more_is_gone_with_it()
    {
        var folder = Directory.CreateTempSubdirectory("rules-").FullName;
        await using var database = StateDatabase.Open(Path.Combine(folder, "state.db"));
        using (EventRules rules = new(database, [], ["default", "old"]))
        {
            await rules.ChangeAsync("old", "r", _ => Rule("r", "a") with { EventBusName = "old" });
            await rules.ChangeAsync("default", "r", _ => Rule("r", "a"));
        }

        using EventRules now = new(database, [], ["default"]);

        Assert.Equal("default", Assert.Single(now.All).Settings.EventBusName);
    }

    [Theory]
    [InlineData("PutRule", """{"Name":"r","EventPattern":"{\"source\":\"a\"}"}""", "InvalidEventPatternException")]
    [InlineData("PutRule", """{"Name":"r","ScheduleExpression":"rate(5 minute)"}""", "ValidationException")]
    [InlineData("PutRule", """{"Name":"r"}""", "ValidationException")]
    [InlineData("PutRule", """{"Name":"r s","ScheduleExpression":"rate(5 minutes)"}""", "ValidationException")]
    [InlineData("PutRule", """{"Name":"r","ScheduleExpression":"rate(5 minutes)","EventBusName":"nowhere"}""", "ResourceNotFoundException")]
    [InlineData("EnableRule", """{"Name":"nobody"}""", "ResourceNotFoundException")]
    [InlineData("PutTargets", """{"Rule":"nobody","Targets":[{"Id":"a","Arn":"arn:aws:sqs:us-east-1:123456789012:q"}]}""", "ResourceNotFoundException")]
    [InlineData("DeleteRule", """{"Name":"there"}""", "ValidationException")]
    [InlineData("PutTargets", """{"Rule":"there","Targets":[{"Id":"1","Arn":"arn:aws:sqs:a:b:q"},{"Id":"2","Arn":"arn:aws:sqs:a:b:q"},{"Id":"3","Arn":"arn:aws:sqs:a:b:q"},{"Id":"4","Arn":"arn:aws:sqs:a:b:q"},{"Id":"5","Arn":"arn:aws:sqs:a:b:q"}]}""", "LimitExceededException")]
    public async Task What_EventBridge_would_refuse_is_refused(string operation, string body, string code)
    {
        await using var services = await LocalServices.StartAsync(rules: [Rule("there", "a")]);

        var (status, answer) = await new SignedCall(services) { Service = "events", Target = $"AWSEvents.{operation}", Body = Encoding.UTF8.GetBytes(body) }.SendAsync();

        Assert.Equal(400, status);
        Assert.Contains(code, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_nothing_here_can_deliver_to_is_a_failed_entry_and_one_that_is_not_there_too()
    {
        await using var services = await LocalServices.StartAsync(rules: [Rule("there", "a")]);

        var put = await OkAsync(services, "PutTargets", """{"Rule":"there","Targets":[{"Id":"x","Arn":"arn:aws:sns:us-east-1:123456789012:t"},{"Id":"y","Arn":"arn:aws:batch:us-east-1:123456789012:job-queue/q"}]}""");
        var removed = await OkAsync(services, "RemoveTargets", """{"Rule":"there","Ids":["x","t"]}""");

        using var failed = JsonDocument.Parse(put);
        Assert.Equal(["x", "y"], failed.RootElement.GetProperty("FailedEntries").EnumerateArray().Select(entry => entry.GetProperty("TargetId").GetString()));
        Assert.Equal("""{"FailedEntryCount":1,"FailedEntries":[{"TargetId":"x","ErrorCode":"ResourceNotFoundException","ErrorMessage":"Target x does not exist on rule there."}]}""", removed);
    }

    [Fact]
    public async Task Lists_come_in_pages()
    {
        await using var services = await LocalServices.StartAsync(rules: [Rule("a", "x"), Rule("b", "x"), Rule("c", "x")]);

        using var first = JsonDocument.Parse(await OkAsync(services, "ListRules", """{"Limit":2}"""));
        using var second = JsonDocument.Parse(await OkAsync(services, "ListRules", $$"""{"Limit":2,"NextToken":"{{first.RootElement.GetProperty("NextToken").GetString()}}"}"""));

        Assert.Equal("a b", Names(first));
        Assert.Equal("c", Names(second));
        Assert.False(second.RootElement.TryGetProperty("NextToken", out _));

        static string Names(JsonDocument page) => string.Join(' ', page.RootElement.GetProperty("Rules").EnumerateArray().Select(rule => rule.GetProperty("Name").GetString()));
    }

    [Fact]
    public async Task A_pattern_can_be_tried_on_an_event()
    {
        await using var services = await LocalServices.StartAsync();

        Assert.Equal("""{"Result":true}""", await OkAsync(services, "TestEventPattern", """{"EventPattern":"{\"source\":[\"a\"]}","Event":"{\"source\":\"a\"}"}"""));
        Assert.Equal("""{"Result":false}""", await OkAsync(services, "TestEventPattern", """{"EventPattern":"{\"source\":[\"a\"]}","Event":"{\"source\":\"b\"}"}"""));
    }

    private static EventRuleSettings Rule(string name, string source) =>
        new() { Name = name, EventPattern = $$"""{"source":["{{source}}"]}""", Targets = [new() { Id = "t", Arn = Queue }] };

    private static async Task<string> OkAsync(LocalServices services, string operation, string body)
    {
        var (status, answer) = await new SignedCall(services) { Service = "events", Target = $"AWSEvents.{operation}", Body = Encoding.UTF8.GetBytes(body) }.SendAsync();
        Assert.True(status == 200, $"{operation} answered {status} {answer}");

        return answer;
    }
}
