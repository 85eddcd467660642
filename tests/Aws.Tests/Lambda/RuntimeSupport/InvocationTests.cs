using System.Text;
using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;

namespace Aws.Tests.Lambda.RuntimeSupport;

public sealed class InvocationTests : IAsyncDisposable
{
    private readonly RuntimeUnderTest _runtime = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();

    [Fact]
    public async Task A_handler_gets_the_payload_and_its_answer_is_posted_under_the_request_id()
    {
        _ = _runtime.Run(Handler((payload, _) => payload.ToUpperInvariant()));

        var answer = await _runtime.Server.InvokeAsync(new("\"hello\"") { RequestId = "r-1" }, Cancellation);

        Assert.Equal("invocation/r-1/response", answer.Path);
        Assert.Equal("\"HELLO\"", answer.Body);
        Assert.Equal("application/json", answer.Headers["Content-Type"]);
    }

    [Fact]
    public async Task Invocations_follow_each_other_on_one_connection()
    {
        _ = _runtime.Run(Handler((payload, _) => payload));

        var first = await _runtime.Server.InvokeAsync(new("1") { RequestId = "a" }, Cancellation);
        var second = await _runtime.Server.InvokeAsync(new("2") { RequestId = "b" }, Cancellation);

        Assert.Equal(("1", "2"), (first.Body, second.Body));
        Assert.Equal(1, _runtime.Server.Connections);
    }

    [Fact]
    public async Task A_payload_of_six_megabytes_arrives_whole_and_a_small_one_after_it_too()
    {
        var large = new string('x', 6 * 1024 * 1024);
        _ = _runtime.Run(Handler((payload, _) => $"{payload.Length} {payload[^1]}"));

        var first = await _runtime.Server.InvokeAsync(new(large), Cancellation);
        var second = await _runtime.Server.InvokeAsync(new("abc"), Cancellation);

        Assert.Equal("6291456 x", first.Body);
        Assert.Equal("3 c", second.Body);
    }

    [Fact]
    public async Task A_stream_of_the_handlers_own_is_sent_whole_and_disposed()
    {
        var output = new ChunkedStream(Encoding.UTF8.GetBytes(new string('y', 100_000)));
        _ = _runtime.Run(HandlerWrapper.GetHandlerWrapper((Stream _, ILambdaContext _) => Task.FromResult<Stream>(output)));

        var answer = await _runtime.Server.InvokeAsync(new("{}"), Cancellation);
        await _runtime.StopAsync();

        Assert.Equal(100_000, answer.Body.Length);
        await output.Disposed;
    }

    [Fact]
    public async Task A_stream_that_cannot_be_read_ends_the_process_because_the_answer_is_no_longer_the_handlers()
    {
        var output = new ChunkedStream([]);
        await output.DisposeAsync();
        var running = _runtime.Run(HandlerWrapper.GetHandlerWrapper((Stream _, ILambdaContext _) => Task.FromResult<Stream>(output)));

        _runtime.Server.Send(new("{}"));

        await Assert.ThrowsAsync<ObjectDisposedException>(() => running);
    }

    [Fact]
    public async Task The_context_tells_what_the_headers_and_the_variables_say()
    {
        _runtime.Variables["AWS_LAMBDA_FUNCTION_NAME"] = "SubmitJob";
        _runtime.Variables["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST";
        _runtime.Variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "512";
        _runtime.Variables["AWS_LAMBDA_LOG_GROUP_NAME"] = "/aws/lambda/SubmitJob";
        _runtime.Variables["AWS_LAMBDA_LOG_STREAM_NAME"] = "2026/03/01/[$LATEST]abc";
        _ = _runtime.Run(Handler((_, context) => string.Join('|',
            context.AwsRequestId, context.InvokedFunctionArn, context.TraceId, context.TenantId, context.FunctionName, context.FunctionVersion,
            context.MemoryLimitInMB, context.LogGroupName, context.LogStreamName, context.ClientContext.Client.AppTitle,
            context.ClientContext.Custom["k"], context.ClientContext.Environment["locale"], context.Identity.IdentityId, context.Identity.IdentityPoolId)));

        var answer = await _runtime.Server.InvokeAsync(
            new("{}")
            {
                RequestId = "r-1",
                Headers = new Dictionary<string, string>
                {
                    ["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:us-east-1:123456789012:function:SubmitJob",
                    ["Lambda-Runtime-Trace-Id"] = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=1",
                    ["Lambda-Runtime-Aws-Tenant-Id"] = "tenant-7",
                    ["Lambda-Runtime-Client-Context"] = """{"client":{"app_title":"Tool"},"custom":{"k":"v"},"env":{"locale":"en"}}""",
                    ["Lambda-Runtime-Cognito-Identity"] = """{"cognitoIdentityId":"id-1","cognitoIdentityPoolId":"pool-1"}""",
                },
            },
            Cancellation);

        Assert.Equal(
            "r-1|arn:aws:lambda:us-east-1:123456789012:function:SubmitJob|Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=1|tenant-7|SubmitJob|$LATEST|"
            + "512|/aws/lambda/SubmitJob|2026/03/01/[$LATEST]abc|Tool|v|en|id-1|pool-1",
            answer.Body);
    }

    [Fact]
    public async Task Nothing_optional_is_there_when_the_service_sends_no_more_than_it_must()
    {
        _ = _runtime.Run(Handler((_, context) =>
            $"{context.ClientContext is null} {context.Identity.IdentityId is null} {context.TraceId.Length} {context.TenantId is null} {context.MemoryLimitInMB}"));

        var answer = await _runtime.Server.InvokeAsync(new("{}"), Cancellation);

        Assert.Equal("True True 0 True 0", answer.Body);
    }

    [Fact]
    public async Task Remaining_time_runs_down_to_the_deadline_and_below_nothing_after_it()
    {
        _ = _runtime.Run(Handler((_, context) =>
        {
            var atStart = context.RemainingTime;
            _runtime.Time.Advance(TimeSpan.FromSeconds(2));
            var later = context.RemainingTime;
            _runtime.Time.Advance(TimeSpan.FromSeconds(2));
            return $"{atStart.TotalSeconds} {later.TotalSeconds} {context.RemainingTime.TotalSeconds}";
        }));

        var answer = await _runtime.Server.InvokeAsync(
            new("{}") { DeadlineMs = _runtime.Time.GetUtcNow().AddSeconds(3).ToUnixTimeMilliseconds() }, Cancellation);

        Assert.Equal("3 1 -1", answer.Body);
    }

    [Fact]
    public async Task Remaining_time_is_what_the_deadline_says_however_far_it_is()
    {
        _ = _runtime.Run(Handler((_, context) => $"{context.RemainingTime.TotalMilliseconds}"));

        // 1 January 2100.
        var answer = await _runtime.Server.InvokeAsync(new("{}") { DeadlineMs = 4_102_444_800_000 }, Cancellation);

        Assert.Equal("2330078400000", answer.Body);
    }

    [Fact]
    public async Task The_trace_id_is_in_the_environment_while_a_handler_runs()
    {
        _ = _runtime.Run(Handler((_, _) => _runtime.Variables["_X_AMZN_TRACE_ID"] ?? "none"));

        var traced = await _runtime.Server.InvokeAsync(
            new("{}") { Headers = new Dictionary<string, string> { ["Lambda-Runtime-Trace-Id"] = "Root=1-a" } }, Cancellation);
        var untraced = await _runtime.Server.InvokeAsync(new("{}"), Cancellation);

        Assert.Equal(("Root=1-a", "none"), (traced.Body, untraced.Body));
    }

    [Fact]
    public async Task What_a_handler_throws_is_reported_with_type_message_stack_and_cause_and_the_next_invocation_is_served()
    {
        _ = _runtime.Run(Handler((payload, _) => payload == "bad" ? throw Refusal() : "fine"));

        var error = await _runtime.Server.InvokeAsync(new("bad") { RequestId = "r-1" }, Cancellation);
        var next = await _runtime.Server.InvokeAsync(new("good") { RequestId = "r-2" }, Cancellation);

        Assert.Equal("invocation/r-1/error", error.Path);
        Assert.Equal("InvalidOperationException", error.Headers["Lambda-Runtime-Function-Error-Type"]);
        Assert.Equal("application/vnd.aws.lambda.error+json", error.Headers["Content-Type"]);
        using var report = JsonDocument.Parse(error.Body);
        Assert.Equal("InvalidOperationException", report.RootElement.GetProperty("errorType").GetString());
        Assert.Equal("no \"such\" job", report.RootElement.GetProperty("errorMessage").GetString());
        Assert.StartsWith("at Aws.Tests.Lambda", report.RootElement.GetProperty("stackTrace")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("FormatException", report.RootElement.GetProperty("cause").GetProperty("errorType").GetString());
        Assert.Equal("invocation/r-2/response", next.Path);
    }

    [Fact]
    public async Task A_client_context_that_is_no_JSON_fails_its_invocation_only()
    {
        _ = _runtime.Run(Handler((_, _) => "fine"));

        var error = await _runtime.Server.InvokeAsync(
            new("{}") { Headers = new Dictionary<string, string> { ["Lambda-Runtime-Client-Context"] = "{oops" } }, Cancellation);
        var next = await _runtime.Server.InvokeAsync(new("{}"), Cancellation);

        Assert.True(error.IsError);
        Assert.Equal("fine", next.Body);
    }

    private static InvalidOperationException Refusal() => new("no \"such\" job", new FormatException("not a job id"));

    private static HandlerWrapper Handler(Func<string, ILambdaContext, string> handler) =>
        HandlerWrapper.GetHandlerWrapper((Stream input, ILambdaContext context) =>
        {
            using var reader = new StreamReader(input);
            return Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(handler(reader.ReadToEnd(), context))));
        });

    /// <summary>A stream that is no <see cref="MemoryStream"/> and does not know its length.</summary>
    private sealed class ChunkedStream(byte[] bytes) : Stream
    {
        private readonly MemoryStream _inner = new(bytes);
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Disposed => _disposed.Task;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => _inner.Read(buffer, offset, count);

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _inner.Dispose();
            _disposed.TrySetResult();
            base.Dispose(disposing);
        }
    }
}
