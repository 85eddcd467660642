using System.Text.Json;
using BatchFunctions.Lambda;
using BatchFunctions.Submissions;

namespace BatchFunctions.Tests.Observability;

/// <summary>Metrics are lines of CloudWatch's embedded metric format, to the letter.</summary>
public sealed class MetricsTests
{
    private readonly FunctionStack _stack = new();

    [Fact]
    public async Task A_submitted_job_is_one_line_of_the_embedded_format()
    {
        await _stack.Handler<SubmitJobHandler>().SubmitJob(
            new() { Body = """{"jobName":"hello","jobQueue":"arn:aws:batch:us-east-1:123456789012:job-queue/default","jobDefinition":"hello"}""" }, _stack.Context);

        Assert.Equal(
            """{"_aws":{"Timestamp":1772366400000,"CloudWatchMetrics":[{"Namespace":"BatchFunctions","Dimensions":[["JobQueue"]],"Metrics":[{"Name":"Submissions","Unit":"Count"}]}]},"JobQueue":"default","Submissions":1}""",
            Assert.Single(_stack.Metrics));
    }

    [Fact]
    public async Task A_repetition_under_the_same_key_is_no_second_submission()
    {
        for (var n = 0; n < 2; n++)
        {
            await _stack.Handler<SubmitJobHandler>().SubmitJob(
                new()
                {
                    Body = """{"jobName":"hello","jobQueue":"default","jobDefinition":"hello"}""",
                    Headers = new Dictionary<string, string> { ["idempotency-key"] = "k" },
                },
                _stack.Context);
        }

        Assert.Single(_stack.Metrics);
    }

    [Theory]
    [InlineData("Queued", """{"Name":"QueueDelay","Unit":"Milliseconds"}]}]},"JobQueue":"default","QueueDelay":1500.25}""")]
    [InlineData("Ended", """{"Name":"Outcomes","Unit":"Count"}]}]},"Cause":"OutOfMemory","Outcomes":1}""")]
    [InlineData("Decided", """{"Name":"Decisions","Unit":"Count"}]}]},"Decision":"RESUBMITTED","Decisions":1}""")]
    public void Delay_outcomes_and_decisions_have_their_own_unit_and_dimension(string metric, string end)
    {
        using var output = new StringWriter();
        var metrics = new Metrics(output, _stack.Clock);
        Action put = metric switch
        {
            "Queued" => () => metrics.Queued("default", TimeSpan.FromMilliseconds(1500.25)),
            "Ended" => () => metrics.Ended("OutOfMemory"),
            _ => () => metrics.Decided("RESUBMITTED"),
        };

        put();

        Assert.EndsWith(end, output.ToString().TrimEnd(), StringComparison.Ordinal);
    }

    /// <summary>AWS: the format's specification (CloudWatch user guide, embedded metric format).</summary>
    [Fact]
    public void A_line_keeps_to_the_specification()
    {
        using var output = new StringWriter();
        new Metrics(output, _stack.Clock).Queued("default", TimeSpan.FromSeconds(2));

        using var line = JsonDocument.Parse(output.ToString());
        var root = line.RootElement;
        var directive = root.GetProperty("_aws").GetProperty("CloudWatchMetrics")[0];
        Assert.Equal(A.Noon.ToUnixTimeMilliseconds(), root.GetProperty("_aws").GetProperty("Timestamp").GetInt64());
        Assert.InRange(directive.GetProperty("Namespace").GetString()?.Length ?? 0, 1, 256);
        var dimensions = directive.GetProperty("Dimensions")[0].EnumerateArray().Select(name => name.GetString() ?? "").ToList();
        Assert.InRange(dimensions.Count, 1, 30);
        Assert.All(dimensions, name => Assert.Equal(JsonValueKind.String, root.GetProperty(name).ValueKind));
        Assert.All(directive.GetProperty("Metrics").EnumerateArray(), metric =>
            Assert.Equal(JsonValueKind.Number, root.GetProperty(metric.GetProperty("Name").GetString() ?? "").ValueKind));
        Assert.DoesNotContain('\n', output.ToString().TrimEnd());
    }
}
