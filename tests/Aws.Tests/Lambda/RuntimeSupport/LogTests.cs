using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;

namespace Aws.Tests.Lambda.RuntimeSupport;

public sealed class LogTests : IAsyncDisposable
{
    private readonly RuntimeUnderTest _runtime = new();

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();

    [Fact]
    public async Task Text_lines_have_time_request_id_level_and_message()
    {
        await LogAsync(log => log.LogWarning("job {JobId} is slow", "j-1"));

        Assert.Equal("2026-03-01T12:00:00.000Z\tr-1\twarn\tjob j-1 is slow\n", _runtime.Log);
    }

    [Fact]
    public async Task JSON_lines_have_the_arguments_as_members()
    {
        _runtime.Variables["AWS_LAMBDA_LOG_FORMAT"] = "JSON";

        await LogAsync(log => log.LogInformation("job {JobId} took {Seconds:F2} s in {Queue}, tags {Tags}, {Count} <é>", "j-1", 1.25, null, new List<string> { "a", "b" }, 3));

        Assert.Equal(
            """{"timestamp":"2026-03-01T12:00:00.000Z","level":"Information","requestId":"r-1","traceId":"Root=1-a","message":"job j-1 took 1.25 s in {Queue}, tags {Tags}, 3 \u003C\u00E9\u003E","JobId":"j-1","Seconds":"1.25","Tags":["a","b"],"Count":3}""" + "\n",
            _runtime.Log);
    }

    [Fact]
    public async Task A_JSON_line_of_an_exception_has_its_full_type_its_message_and_all_it_tells_of_itself()
    {
        _runtime.Variables["AWS_LAMBDA_LOG_FORMAT"] = "json";

        await LogAsync(log => log.LogError(new FormatException("bad cron", new InvalidOperationException("why")), "rule {Rule} skipped", "r"));

        Assert.Equal(
            """{"timestamp":"2026-03-01T12:00:00.000Z","level":"Error","requestId":"r-1","traceId":"Root=1-a","message":"rule r skipped","Rule":"r","errorType":"System.FormatException","errorMessage":"bad cron","stackTrace":["System.FormatException: bad cron","---\u003E System.InvalidOperationException: why","--- End of inner exception stack trace ---"]}""" + "\n",
            _runtime.Log);
    }

    [Fact]
    public async Task What_a_handler_throws_is_a_JSON_line_with_an_empty_message()
    {
        _runtime.Variables["AWS_LAMBDA_LOG_FORMAT"] = "JSON";
        _ = _runtime.Run(HandlerWrapper.GetHandlerWrapper((Stream _, ILambdaContext _) => Task.FromException(new FormatException("bad cron"))));

        await _runtime.Server.InvokeAsync(new("{}") { RequestId = "r-1" }, TestContext.Current.CancellationToken);

        Assert.StartsWith(
            """{"timestamp":"2026-03-01T12:00:00.000Z","level":"Error","requestId":"r-1","message":"","errorType":"System.FormatException","errorMessage":"bad cron","stackTrace":["System.FormatException: bad cron","at """,
            _runtime.Log,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_named_like_the_lines_own_members_are_there_twice()
    {
        _runtime.Variables["AWS_LAMBDA_LOG_FORMAT"] = "JSON";

        await LogAsync(log => log.LogInformation("{level} of {requestId}", "high", 7));

        Assert.Equal(
            """{"timestamp":"2026-03-01T12:00:00.000Z","level":"Information","requestId":"r-1","traceId":"Root=1-a","message":"high of 7","level":"high","requestId":7}""" + "\n",
            _runtime.Log);
    }

    [Fact]
    public async Task The_tenant_comes_before_the_trace()
    {
        _runtime.Variables["AWS_LAMBDA_LOG_FORMAT"] = "JSON";
        _ = _runtime.Run(HandlerWrapper.GetHandlerWrapper((Stream _, ILambdaContext context) => context.Logger.LogInformation("x")));

        await _runtime.Server.InvokeAsync(
            new("{}") { RequestId = "r-1", Headers = new Dictionary<string, string> { ["Lambda-Runtime-Trace-Id"] = "Root=1-a", ["Lambda-Runtime-Aws-Tenant-Id"] = "t" } },
            TestContext.Current.CancellationToken);

        Assert.Equal(
            """{"timestamp":"2026-03-01T12:00:00.000Z","level":"Information","requestId":"r-1","tenantId":"t","traceId":"Root=1-a","message":"x"}""" + "\n",
            _runtime.Log);
    }

    [Theory]
    [InlineData(null, "info,warn,fail,crit")]
    [InlineData("TRACE", "trce,dbug,info,warn,fail,crit")]
    [InlineData("DEBUG", "dbug,info,warn,fail,crit")]
    [InlineData("INFO", "info,warn,fail,crit")]
    [InlineData("WARN", "warn,fail,crit")]
    [InlineData("ERROR", "fail,crit")]
    [InlineData("FATAL", "crit")]
    public async Task Lines_below_the_level_of_the_function_are_not_written(string? level, string written)
    {
        _runtime.Variables["AWS_LAMBDA_LOG_LEVEL"] = level;

        await LogAsync(log =>
        {
            log.LogTrace("t");
            log.LogDebug("d");
            log.LogInformation("i");
            log.LogWarning("w");
            log.LogError("e");
            log.LogCritical("c");
        });

        Assert.Equal(written, string.Join(',', _runtime.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[2])));
    }

    [Fact]
    public async Task A_level_of_the_callers_own_is_always_written()
    {
        _runtime.Variables["AWS_LAMBDA_LOG_LEVEL"] = "FATAL";

        await LogAsync(log => log.Log("Audit", "job removed"));

        Assert.Equal("2026-03-01T12:00:00.000Z\tr-1\tAudit\tjob removed\n", _runtime.Log);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("{A} and {B}", "1 and 2")]
    [InlineData("{1} before {0}", "2 before 1")]
    [InlineData("{A} {B} {C}", "1 2 {C}")]
    [InlineData("{{A}} {A}", "{A} 1")]
    [InlineData("{A,4}|{B,-3}|", "   1|2  |")]
    [InlineData("{@A} {$B}", "1 2")]
    [InlineData("open { brace {A}", "open { brace 1")]
    [InlineData("{}", "{}")]
    public async Task A_template_is_filled_in_by_the_order_or_the_numbers_of_its_holes(string template, string message)
    {
        await LogAsync(log => log.LogInformation(template, 1, 2));

        Assert.Equal($"2026-03-01T12:00:00.000Z\tr-1\tinfo\t{message}\n", _runtime.Log);
    }

    [Fact]
    public async Task A_message_without_arguments_keeps_its_braces()
    {
        await LogAsync(log => log.LogInformation("""{"a":{{1}}}"""));

        Assert.Equal("2026-03-01T12:00:00.000Z\tr-1\tinfo\t{\"a\":{{1}}}\n", _runtime.Log);
    }

    private async Task LogAsync(Action<ILambdaLogger> write)
    {
        _ = _runtime.Run(HandlerWrapper.GetHandlerWrapper((Stream _, ILambdaContext context) => write(context.Logger)));

        var answer = await _runtime.Server.InvokeAsync(
            new("{}") { RequestId = "r-1", Headers = new Dictionary<string, string> { ["Lambda-Runtime-Trace-Id"] = "Root=1-a" } },
            TestContext.Current.CancellationToken);
        Assert.False(answer.IsError, answer.Body);
    }
}
