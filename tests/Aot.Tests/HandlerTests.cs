using System.Text.Json;
using System.Text.RegularExpressions;

namespace Aot.Tests;

/// <summary>Every operation of every function, as the process that Lambda would start.</summary>
public sealed partial class HandlerTests
{
    public static TheoryData<string> Handlers => [.. HandlerCase.All.Keys];

    /// <summary>128 and SIGABRT: what .NET ends with where nobody catches an exception.</summary>
    private const int Aborted = 134;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_function_of_the_template_is_tested_here() =>
        Assert.Equal(
            Handler().Matches(File.ReadAllText(Path.Combine(Bootstrap.Root, "template.yaml"))).Select(match => match.Groups[1].Value).Order(),
            HandlerCase.All.Values.Select(one => one.Function).Distinct().Order());

    [Fact]
    public void Every_sample_payload_belongs_to_a_function() =>
        Assert.Equal(
            HandlerCase.All.Keys.Select(HandlerCase.FileOf).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(Path.Combine(Bootstrap.Root, "events")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task A_function_answers_its_event(string handler)
    {
        var (_, _, payload, status) = HandlerCase.All[handler];
        await using var function = new RunningFunction(handler);

        var answer = await function.InvokeAsync(payload, Cancellation);

        Assert.False(answer.IsError, answer.Body);
        if (status is not null)
        {
            using var response = JsonDocument.Parse(answer.Body);
            Assert.True(status == response.RootElement.GetProperty("statusCode").GetInt32(), $"{answer.Body}\n{string.Join('\n', function.Calls)}");
        }
        else if (answer.Body.Length > 0)
        {
            // A queue's batch without a failed message.
            Assert.Equal("""{"batchItemFailures":[]}""", answer.Body);
        }
    }

    [Fact]
    public async Task A_submitted_job_reaches_Batch_and_the_table()
    {
        await using var function = new RunningFunction("SubmitJob");

        var answer = await function.InvokeAsync(HandlerCase.All["SubmitJob"].Payload, Cancellation);

        Assert.Contains("4c7599ae-0a82-49aa-ba5a-4727fcce14a8", answer.Body, StringComparison.Ordinal);
        Assert.Contains("POST /v1/submitjob", function.Calls);
        Assert.Contains("DynamoDB_20120810.PutItem", function.Calls);
    }

    [Fact]
    public async Task One_process_serves_one_invocation_after_the_other()
    {
        await using var function = new RunningFunction("DescribeApi");
        var payload = HandlerCase.All["DescribeApi"].Payload;

        var first = await function.InvokeAsync(payload, Cancellation);
        var second = await function.InvokeAsync(payload, Cancellation);

        Assert.Equal(first.Body, second.Body);
    }

    [Fact]
    public async Task A_process_whose_Runtime_API_is_gone_ends_and_says_so()
    {
        await using var function = new RunningFunction("DescribeApi");
        await function.InvokeAsync(HandlerCase.All["DescribeApi"].Payload, Cancellation);

        var (exitCode, error, _) = await function.DisappearAsync(Cancellation);

        Assert.Equal(Aborted, exitCode);
        Assert.StartsWith("Unhandled exception. ", error, StringComparison.Ordinal);
    }

    // AWS: the generated Main (Annotations 2.3.0) knows no default: nothing is asked for, nothing is said.
    [Fact]
    public async Task A_handler_name_that_does_not_exist_ends_the_process_in_silence()
    {
        await using var runtime = new Support.RuntimeApi.RuntimeApiServer();
        using var process = Bootstrap.Start(new Dictionary<string, string> { ["ANNOTATIONS_HANDLER"] = "SubmitJobs", ["AWS_LAMBDA_RUNTIME_API"] = runtime.Endpoint });

        await process.WaitForExitAsync(Cancellation);

        Assert.Equal((0, 0), (process.ExitCode, runtime.Connections));
        Assert.Equal("", await process.StandardError.ReadToEndAsync(Cancellation));
    }

    // AWS: the handler is made before there is a bootstrap, so that no /init/error tells of it: the exception has to.
    [Theory]
    [InlineData("SubmitManifest", "TABLE_NAME")]
    [InlineData("SubmitQueuedJobs", "TABLE_NAME")]
    [InlineData("JobStateChanged", "TABLE_NAME")]
    [InlineData("ManifestDropped", "TABLE_NAME")]
    public async Task A_missing_variable_ends_the_process_with_its_name(string handler, string variable)
    {
        await using var runtime = new Support.RuntimeApi.RuntimeApiServer();
        using var process = Bootstrap.Start(new Dictionary<string, string>
        {
            ["ANNOTATIONS_HANDLER"] = handler,
            ["AWS_LAMBDA_RUNTIME_API"] = runtime.Endpoint,
            ["AWS_REGION"] = "us-east-1",
            ["HOME"] = "/nonexistent",
        });

        var error = await process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);

        Assert.Equal((Aborted, 0), (process.ExitCode, runtime.Connections));
        Assert.Contains($"The variable {variable} is not set; template.yaml sets it.", error, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^ +ANNOTATIONS_HANDLER: (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Handler();
}
