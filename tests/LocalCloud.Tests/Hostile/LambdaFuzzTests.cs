using System.Text;
using LocalCloud.Gateway;
using LocalCloud.Lambda;
using LocalCloud.Sts;
using LocalCloud.Tests.Lambda;
using Microsoft.Extensions.Logging.Abstractions;
using Support.Fuzz;

namespace LocalCloud.Tests.Hostile;

/// <summary>Lambda and STS answer whatever they are sent below 500. No function is started: events are put away, or tried dry.</summary>
public sealed class LambdaFuzzTests : IAsyncLifetime
{
    private readonly Stack<IAsyncDisposable> _owned = new();
    private LocalServices? _services;
    private GatewayServer? _gateway;

    private LocalServices Services => _services ?? throw new InvalidOperationException("Not started.");

    private GatewayServer Gateway => _gateway ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        _services = await LocalServices.StartAsync();
        _owned.Push(_services);
        var host = FunctionHost.Start(new()
        {
            Functions = [A.Function],
            Folder = Services.Folder,
            HomeFolder = Path.Combine(Services.Folder, "home"),
            Account = LocalServices.Account,
            Sessions = new(),
            Endpoint = Services.Gateway.Endpoint,
            Logs = new RecordingLogs(),
            Time = TimeProvider.System,
            NewId = Guid.NewGuid,
            Loggers = NullLoggerFactory.Instance,
        });
        _owned.Push(host);
        _gateway = await GatewayServer.StartAsync(
            new()
            {
                Port = 0,
                Account = LocalServices.Account,
                Credentials = Services.Credentials,
                Services = [new LambdaService(host, Services.Outbox, LocalServices.Account, new() { Functions = [A.Function] }, NullLogger<LambdaService>.Instance), new StsService(new(), TimeProvider.System)],
                Time = TimeProvider.System,
                NewId = Guid.NewGuid,
                Logs = NullLoggerFactory.Instance,
            },
            TestContext.Current.CancellationToken);
        _owned.Push(_gateway);
    }

    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out var owned))
        {
            await owned.DisposeAsync();
        }
    }

    [Fact]
    public Task Any_call_of_Lambda_is_answered_below_500() => Law.HoldsAsync(200, async random =>
    {
        var name = random.Chance(0.4) ? random.Of("local-Work", "Work", "Work:$LATEST") : Uri.EscapeDataString(string.Concat(HostileText.Printable(random).Take(500)));
        var body = random.Next(3) switch { 0 => HostileJson.Value(random, ["do"]), 1 => HostileText.Next(random), _ => Mutation.Of("""{"do":["echo",{"a":1}]}""", random) };
        HostileCall call = new(Gateway, Services.Credentials)
        {
            Service = "lambda",
            Method = random.Of("POST", "POST", "POST", "GET", "DELETE"),
            Path = "/2015-03-31/functions/" + name + random.Of("/invocations", "/invocations", "", "/invocations/", "/../invocations", "//invocations"),
            Headers = [("x-amz-invocation-type", random.Chance(0.9) ? random.Of("Event", "DryRun") : HostileText.Printable(random).Trim() + "x"), ("x-amz-log-type", random.Of("None", "None", "Tail", "x"))],
            Body = Encoding.UTF8.GetBytes(body),
        };

        var (status, text) = await call.SendAsync();

        Assert.True(status is >= 200 and < 500, $"{call.Method} {call.Path} {body}\n{text}");
    });

    [Fact]
    public Task Any_call_of_STS_is_answered_below_500() => Law.HoldsAsync(150, async random =>
    {
        var text = random.Chance(0.5) ? Mutation.Of("Action=GetCallerIdentity&Version=2011-06-15", random) : "Action=" + Uri.EscapeDataString(HostileText.Next(random).ReplaceLineEndings(""));
        var isGet = random.Chance(0.3);
        HostileCall call = new(Gateway, Services.Credentials)
        {
            Service = "sts",
            Method = isGet ? "GET" : "POST",
            Query = isGet ? string.Concat(text.Where(character => character is > ' ' and < '\u007f' and not '#').Take(4_000)) : "",
            Body = isGet ? [] : Encoding.UTF8.GetBytes(text),
        };

        var (status, answer) = await call.SendAsync();

        Assert.True(status is >= 200 and < 500, $"{text}\n{answer}");
    });

    [Theory]
    [InlineData("local-Work", 204)]
    [InlineData("Work%3A%24LATEST", 204)]
    [InlineData("arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Alocal-Work", 204)]
    [InlineData("absent/../Work", 204)]
    [InlineData("/Work", 204)]
    [InlineData("absent", 404)]
    [InlineData("%57ork", 204)]
    [InlineData("%2557ork", 404)]
    [InlineData("absent/%2e%2e/Work", 404)]
    [InlineData("absent%2F..%2FWork", 404)]
    [InlineData("..%2F..%2Fetc%2Fpasswd", 404)]
    [InlineData("Work%00", 400)]
    [InlineData("work", 404)]
    [InlineData("%20", 404)]
    public async Task A_function_is_found_under_its_names_and_no_others(string name, int status) =>
        Assert.Equal(status, (await InvokeAsync(name, "DryRun", "{}")).Status);

    [Theory]
    [InlineData("{", 400, "InvalidRequestContentException")]
    [InlineData("\ufeff{}", 400, "InvalidRequestContentException")]
    [InlineData("{\"\\ud800\":1}", 400, "InvalidRequestContentException")]
    [InlineData("<xml/>", 400, "InvalidRequestContentException")]
    public async Task An_event_that_is_no_JSON_is_refused(string body, int status, string code)
    {
        var answer = await InvokeAsync("Work", "DryRun", body);

        Assert.Equal((status, true), (answer.Status, answer.Text.Contains(code, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_event_nests_no_deeper_than_a_reader_can_follow() =>
        Assert.Equal(400, (await InvokeAsync("Work", "DryRun", HostileJson.Nested(100_000))).Status);

    [Theory]
    [InlineData("DryRun", 6 * 1024 * 1024, 204)]
    [InlineData("DryRun", (6 * 1024 * 1024) + 1, 413)]
    [InlineData("Event", 1024 * 1024, 202)]
    [InlineData("Event", (1024 * 1024) + 1, 413)]
    [InlineData("DryRun", 18 * 1024 * 1024, 413)]
    public async Task An_event_is_no_longer_than_Lambda_takes_it(string type, int length, int status) =>
        Assert.Equal(status, (await InvokeAsync("Work", type, $"\"{new string('a', length - 2)}\"")).Status);

    [Fact]
    public async Task STS_reads_no_more_than_a_short_form() =>
        Assert.Equal(413, (await new HostileCall(Gateway, Services.Credentials) { Service = "sts", Body = Encoding.UTF8.GetBytes("Action=GetCallerIdentity&a=" + new string('a', 64 * 1024)) }.SendAsync()).Status);

    private Task<(int Status, string Text)> InvokeAsync(string name, string type, string body) => new HostileCall(Gateway, Services.Credentials)
    {
        Service = "lambda",
        Path = $"/2015-03-31/functions/{name}/invocations",
        Headers = [("x-amz-invocation-type", type)],
        Body = Encoding.UTF8.GetBytes(body),
    }.SendAsync();
}
