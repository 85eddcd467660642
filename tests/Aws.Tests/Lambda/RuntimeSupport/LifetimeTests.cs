using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.RuntimeSupport.RuntimeApi;

namespace Aws.Tests.Lambda.RuntimeSupport;

public sealed class LifetimeTests : IAsyncDisposable
{
    private readonly RuntimeUnderTest _runtime = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();

    [Fact]
    public async Task A_failed_initialization_is_reported_and_then_thrown_out_of_the_process()
    {
        var running = _runtime.Run(Nothing(), () => throw new InvalidOperationException("TABLE_NAME is not set."));

        var report = await _runtime.Server.AnswerAsync(Cancellation);

        await Assert.ThrowsAsync<InvalidOperationException>(() => running);
        Assert.Equal("init/error", report.Path);
        Assert.Equal("InvalidOperationException", report.Headers["Lambda-Runtime-Function-Error-Type"]);
        Assert.Equal("TABLE_NAME is not set.", JsonDocument.Parse(report.Body).RootElement.GetProperty("errorMessage").GetString());
        Assert.Contains("TABLE_NAME is not set.", _runtime.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_initializer_that_says_no_ends_the_process_without_an_invocation()
    {
        await _runtime.Run(Nothing(), () => Task.FromResult(false));

        Assert.Equal(0, _runtime.Server.Connections);
    }

    [Fact]
    public async Task Being_told_to_stop_while_waiting_ends_the_process_well()
    {
        var running = _runtime.Run(Nothing());
        await _runtime.Server.InvokeAsync(new("{}"), Cancellation);

        await _runtime.StopAsync();

        await running;
        Assert.True(running.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Being_told_to_stop_during_an_invocation_lets_it_finish()
    {
        var running = _runtime.Run(HandlerWrapper.GetHandlerWrapper(async (Stream _, ILambdaContext _) => await _runtime.StopAsync()));

        var answer = await _runtime.Server.InvokeAsync(new("{}"), Cancellation);

        Assert.False(answer.IsError);
        await running;
    }

    [Fact]
    public async Task A_Runtime_API_that_disappears_while_the_runtime_waits_ends_the_process_with_words()
    {
        var running = _runtime.Run(Nothing());
        await _runtime.Server.InvokeAsync(new("{}"), Cancellation);

        await _runtime.Server.DisappearAsync();

        var thrown = await Assert.ThrowsAsync<RuntimeApiException>(() => running);
        Assert.Matches(@"^The Lambda Runtime API at 127\.0\.0\.1:\d+ is gone \(.+\); the process ends\.$", thrown.Message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not a host")]
    public async Task Without_a_Runtime_API_the_process_says_what_is_missing(string? endpoint)
    {
        _runtime.Variables["AWS_LAMBDA_RUNTIME_API"] = endpoint;

        var thrown = await Assert.ThrowsAsync<RuntimeApiException>(() => _runtime.Run(Nothing()));

        Assert.StartsWith($"AWS_LAMBDA_RUNTIME_API is \"{endpoint}\"; it has to be the host and port", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(413)]
    public async Task A_refused_response_ends_the_process_also_where_it_is_only_too_large(int status)
    {
        var running = _runtime.Run(Nothing());
        _runtime.Server.ResponseStatus = status;

        await _runtime.Server.InvokeAsync(new("{}") { RequestId = "r-1" }, Cancellation);

        var thrown = await Assert.ThrowsAsync<RuntimeApiException>(() => running);
        Assert.Equal($"The Lambda Runtime API answered POST invocation/r-1/response with {status}; the process ends.", thrown.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("OK")]
    public async Task A_reported_error_that_is_accepted_without_JSON_ends_the_process(string body)
    {
        var running = _runtime.Run(HandlerWrapper.GetHandlerWrapper((Stream _, ILambdaContext _) => Task.FromException(new FormatException("bad"))));
        _runtime.Server.ErrorBody = body;

        await _runtime.Server.InvokeAsync(new("{}") { RequestId = "r-1" }, Cancellation);

        var thrown = await Assert.ThrowsAsync<RuntimeApiException>(() => running);
        Assert.Equal("The Lambda Runtime API answered POST invocation/r-1/error with 202 and no JSON; the process ends.", thrown.Message);
    }

    private static HandlerWrapper Nothing() => HandlerWrapper.GetHandlerWrapper((Stream _, ILambdaContext _) => Task.CompletedTask);
}
