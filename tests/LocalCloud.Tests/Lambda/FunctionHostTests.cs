using System.Diagnostics;
using System.Text;
using System.Text.Json;
using LocalCloud.Gateway;
using LocalCloud.Lambda;
using LocalCloud.Lineages;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.Lambda;

/// <summary>Real processes (a script that speaks the Runtime API) under a clock that only the test moves.</summary>
public sealed class FunctionHostTests : IAsyncLifetime
{
    private const string Bootstrap = """
        #!NODE
        const http = require('http');
        const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/`;
        const call = (method, path, body) => new Promise((done, fail) => http.request(base + path, { method }, response => {
          let text = ''; response.on('data', part => text += part); response.on('end', () => done({ headers: response.headers, status: response.statusCode, text }));
        }).on('error', fail).end(body));
        let twice = false;
        const asked = () => new Promise(done => {
          for (let i = 0; i < 2; i++) call('GET', 'invocation/next').then(answer => answer.status === 200 ? done(answer) : console.log('refused ' + answer.status));
        });
        (async () => {
          if (process.env.START === 'throws') { await call('POST', 'init/error', '{"errorType":"NoStart","errorMessage":"no settings"}'); process.exit(1); }
          if (process.env.START === 'exits') process.exit(7);
          for (;;) {
            const next = twice ? await asked() : await call('GET', 'invocation/next');
            const id = next.headers['lambda-runtime-aws-request-id'];
            const event = JSON.parse(next.text);
            console.log('got ' + event.do);
            if (event.do === 'exit') process.exit(3);
            if (event.do === 'hang') await new Promise(done => setTimeout(done, 600000));
            if (event.do === 'fail') { console.error('oh no'); await call('POST', `invocation/${id}/error`, '{"errorType":"Bad","errorMessage":"no"}'); continue; }
            twice = event.do === 'twice';
            const wrong = await call('POST', 'invocation/0000/response', 'x');
            await call('POST', `invocation/${id}/response`, JSON.stringify({ pid: process.pid, headers: next.headers, env: process.env, wrong: wrong.status }));
          }
        })().catch(() => process.exit(9));
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("functions-").FullName;
    private readonly FakeTimeProvider _time = new(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly RecordingLogs _logs = new();
    private readonly Sessions _sessions = new();
    private FunctionHost? _host;
    private int _processes = 4;

    public ValueTask InitializeAsync()
    {
        var node = Environment.GetEnvironmentVariable("PATH")?.Split(':').Select(folder => Path.Combine(folder, "node")).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException("These tests need Node.js on the PATH.");
        var path = Path.Combine(_folder, "bootstrap");
        File.WriteAllText(path, Bootstrap.Replace("NODE", node, StringComparison.Ordinal));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is { } host)
        {
            await host.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_function_gets_what_Lambda_gives_it_and_nothing_of_the_users_own_environment()
    {
        var answer = Json(await InvokeAsync("echo"));

        var headers = answer.GetProperty("headers");
        Assert.Equal("arn:aws:lambda:us-east-1:123456789012:function:local-Work", headers.GetProperty("lambda-runtime-invoked-function-arn").GetString());
        Assert.Equal("1767323048000", headers.GetProperty("lambda-runtime-deadline-ms").GetString());
        Assert.Matches("^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$", headers.GetProperty("lambda-runtime-trace-id").GetString());
        var environment = answer.GetProperty("env").EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value.GetString());
        Assert.Equal("local-Work", environment["AWS_LAMBDA_FUNCTION_NAME"]);
        Assert.Equal("http://127.0.0.1:4500", environment["AWS_ENDPOINT_URL"]);
        var keys = _sessions.Find(environment["AWS_ACCESS_KEY_ID"] ?? "");
        Assert.Equal("arn:aws:sts::123456789012:assumed-role/local-WorkRole/local-Work", keys?.Caller.Arn);
        Assert.Equal((keys?.SecretAccessKey, keys?.Token), (environment["AWS_SECRET_ACCESS_KEY"], environment["AWS_SESSION_TOKEN"]));
        Assert.Equal("blue", environment["COLOUR"]);
        Assert.DoesNotContain("USER", environment.Keys);
        Assert.Equal(400, answer.GetProperty("wrong").GetInt32());
        Assert.StartsWith("/aws/lambda/local-Work 2026/01/02/[$LATEST]", Assert.Single(_logs.Streams), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_is_free_gets_the_next_event()
    {
        var first = Json(await InvokeAsync("echo")).GetProperty("pid").GetInt32();
        await _logs.LineAsync("REPORT");

        Assert.Equal(first, Json(await InvokeAsync("echo")).GetProperty("pid").GetInt32());
    }

    [Fact]
    public async Task Events_that_overlap_run_in_processes_of_their_own()
    {
        var hanging = InvokeAsync("hang");
        await _logs.LineAsync("got hang");

        var other = await InvokeAsync("echo");

        Assert.False(other.IsError);
        Assert.False(hanging.IsCompleted);
    }

    [Fact]
    public async Task An_event_that_has_waited_too_long_is_throttled_and_the_next_one_is_begun()
    {
        _processes = 1;
        var hanging = InvokeAsync("hang");
        await _logs.LineAsync("got hang");
        var late = InvokeAsync("exit", beginWithin: TimeSpan.FromSeconds(2));
        var patient = InvokeAsync("echo", beginWithin: TimeSpan.FromSeconds(4));

        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal((true, true), ((await late).IsThrottled, (await late).IsError));
        Assert.Contains("TooManyRequestsException", Encoding.UTF8.GetString((await late).Payload.Span), StringComparison.Ordinal);
        Assert.False((await patient).IsThrottled);
        Assert.False((await hanging).IsThrottled);
    }

    [Fact]
    public async Task An_event_whose_caller_has_gone_is_never_begun()
    {
        _processes = 1;
        using CancellationTokenSource gone = new();
        var hanging = InvokeAsync("hang");
        await _logs.LineAsync("got hang");
        var forgotten = InvokeAsync("fail", gone: gone.Token);
        await gone.CancelAsync();
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.False((await InvokeAsync("echo")).IsError);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => forgotten);
        Assert.DoesNotContain(_logs.Seen(), line => line.Contains("got fail", StringComparison.Ordinal));
        Assert.True((await hanging).IsError);
    }

    [Fact]
    public async Task A_function_that_takes_too_long_is_killed()
    {
        var hanging = InvokeAsync("hang");
        await _logs.LineAsync("got hang");

        _time.Advance(TimeSpan.FromSeconds(3));

        var result = await hanging;
        Assert.True(result.IsError);
        Assert.Equal(
            $$"""{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: {{result.RequestId}} Error: Task timed out after 3.00 seconds"}""",
            Encoding.UTF8.GetString(result.Payload.Span));
    }

    [Fact]
    public async Task An_error_of_the_function_is_its_answer_and_the_process_lives_on()
    {
        var failed = await InvokeAsync("fail");

        Assert.True(failed.IsError);
        Assert.Equal("""{"errorType":"Bad","errorMessage":"no"}""", Encoding.UTF8.GetString(failed.Payload.Span));
        await _logs.LineAsync("oh no");
    }

    [Fact]
    public async Task A_process_that_dies_fails_its_event_and_only_that()
    {
        var dead = await InvokeAsync("exit");
        var alive = await InvokeAsync("echo");

        Assert.Contains("Runtime exited with error: exit status 3", Encoding.UTF8.GetString(dead.Payload.Span), StringComparison.Ordinal);
        Assert.False(alive.IsError);
    }

    [Theory]
    [InlineData("throws", """{"errorType":"NoStart","errorMessage":"no settings"}""")]
    [InlineData("exits", "exit status 7")]
    public async Task A_function_that_cannot_start_fails_the_event_it_was_started_for(string start, string expected)
    {
        var result = await InvokeAsync("echo", start);

        Assert.True(result.IsError);
        Assert.Contains(expected, Encoding.UTF8.GetString(result.Payload.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_executable_is_named()
    {
        File.Delete(Path.Combine(_folder, "bootstrap"));

        var result = await InvokeAsync("echo");

        Assert.Contains("bootstrap could not be started", Encoding.UTF8.GetString(result.Payload.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idle_process_ends_and_a_new_one_takes_its_place()
    {
        var first = Json(await InvokeAsync("echo")).GetProperty("pid").GetInt32();

        // It is idle once it has asked for its next event; from then on time ends it.
        while (IsAlive(first))
        {
            _time.Advance(TimeSpan.FromMinutes(6));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken);
        }

        var second = Json(await InvokeAsync("echo")).GetProperty("pid").GetInt32();

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task What_is_running_when_the_host_stops_is_told_so()
    {
        var hanging = InvokeAsync("hang");
        await _logs.LineAsync("got hang");

        await _host!.DisposeAsync();

        Assert.Contains("Runtime.Stopped", Encoding.UTF8.GetString((await hanging).Payload.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_call_for_the_next_event_is_refused_while_one_is_open()
    {
        await InvokeAsync("twice");

        Assert.Equal("refused 403", await _logs.LineAsync("refused"));
        Assert.False((await InvokeAsync("echo")).IsError);
    }

    [Fact]
    public async Task The_address_of_the_Runtime_API_ends_in_a_path_that_differs_from_process_to_process()
    {
        var first = Json(await InvokeAsync("echo")).GetProperty("env").GetProperty("AWS_LAMBDA_RUNTIME_API").GetString();
        await InvokeAsync("exit");
        var second = Json(await InvokeAsync("echo")).GetProperty("env").GetProperty("AWS_LAMBDA_RUNTIME_API").GetString();

        Assert.Matches("^127\\.0\\.0\\.1:\\d+/[0-9a-f]{32}$", first);
        Assert.Matches("^127\\.0\\.0\\.1:\\d+/[0-9a-f]{32}$", second);
        Assert.NotEqual(first?[^32..], second?[^32..]);
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            // Nobody has that id any more.
            return false;
        }
    }

    private static JsonElement Json(InvocationResult result)
    {
        Assert.False(result.IsError, Encoding.UTF8.GetString(result.Payload.Span));
        return JsonDocument.Parse(result.Payload).RootElement;
    }

    private Task<InvocationResult> InvokeAsync(string what, string start = "", TimeSpan? beginWithin = null, CancellationToken? gone = null)
    {
        _host ??= FunctionHost.Start(new()
        {
            Functions = [A.Function with { Environment = new Dictionary<string, string> { ["COLOUR"] = "blue", ["START"] = start } }],
            Folder = _folder,
            HomeFolder = Path.Combine(_folder, "home"),
            Account = new("us-east-1", "123456789012"),
            Sessions = _sessions,
            Endpoint = new("http://127.0.0.1:4500"),
            Logs = _logs,
            Time = _time,
            NewId = Guid.NewGuid,
            Loggers = NullLoggerFactory.Instance,
            MaximumConcurrency = _processes,
        });
        return _host.InvokeAsync("Work", Encoding.UTF8.GetBytes($$"""{"do":"{{what}}"}"""), Lineage.None, beginWithin, gone ?? TestContext.Current.CancellationToken);
    }
}
