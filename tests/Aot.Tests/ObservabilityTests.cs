using System.Text.Json;
using Support.RuntimeApi;

namespace Aot.Tests;

/// <summary>What the compiled program writes and sends beside its answers.</summary>
public sealed class ObservabilityTests
{
    private const string Trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

    private static readonly RuntimeInvocation Submission =
        new(HandlerCase.All["SubmitJob"].Payload) { Headers = new Dictionary<string, string> { ["Lambda-Runtime-Trace-Id"] = Trace } };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_call_of_AWS_carries_the_trace_of_the_invocation()
    {
        await using var function = new RunningFunction("SubmitJob");
        await function.InvokeAsync(Submission, Cancellation);

        Assert.NotEmpty(function.Calls);
        Assert.All(function.Traces, trace => Assert.Equal(Trace, trace));
    }

    [Fact]
    public async Task The_output_is_one_metric_and_one_line_with_request_trace_and_job()
    {
        await using var function = new RunningFunction("SubmitJob");
        await function.InvokeAsync(Submission, Cancellation);
        var (_, _, output) = await function.DisappearAsync(Cancellation);

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        using var metric = JsonDocument.Parse(lines[0]);
        Assert.Equal(1, metric.RootElement.GetProperty("Submissions").GetInt32());
        Assert.True(metric.RootElement.TryGetProperty("_aws", out _));
        using var line = JsonDocument.Parse(lines[1]);
        Assert.Equal(
            ("8476a536-e9f4-11e8-9739-2dfe598c3fcd", Trace, "4c7599ae-0a82-49aa-ba5a-4727fcce14a8", "POST", "/jobs", 201),
            (Text(line, "requestId"), Text(line, "traceId"), Text(line, "jobId"), Text(line, "method"), Text(line, "route"), line.RootElement.GetProperty("status").GetInt32()));
    }

    private static string? Text(JsonDocument line, string name) => line.RootElement.GetProperty(name).GetString();
}
