using System.Net;
using System.Text;
using LocalCloud.Gateway;
using LocalCloud.HttpApi;
using LocalCloud.Lambda;
using LocalCloud.Lineages;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.HttpApi;

public sealed class HttpApiServerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedInvoker _functions = new();
    private HttpApiServer? _server;
    private HttpClient _client = new();

    public async ValueTask InitializeAsync()
    {
        _server = await StartAsync(PeerCheck.Create());
        _client = new() { BaseAddress = new($"http://127.0.0.1:{_server.Port}") };
    }

    private Task<HttpApiServer> StartAsync(PeerCheck peers) => HttpApiServer.StartAsync(
        new()
        {
            Routes = [new("Echo", new("ANY", "/echo/{id}", TimeSpan.FromSeconds(30)))],
            Port = 0,
            Peers = peers,
            Functions = _functions,
            Account = new("us-east-1", "123456789012"),
            Time = _time,
            NewId = Guid.NewGuid,
            Loggers = NullLoggerFactory.Instance,
        },
        TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_server is { } server)
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Where_owners_of_connections_are_not_known_only_the_token_lets_in_and_the_address_has_it()
    {
        _functions.Answers = _ => Task.FromResult(Answer("""{"statusCode":200,"body":"in"}""", isError: false));
        await using var server = await StartAsync(new(1000, (_, _) => null, "t0ken"));
        HttpRequestMessage Request(string? token) => new(HttpMethod.Get, $"http://127.0.0.1:{server.Port}/echo/1") { Headers = { Authorization = token is null ? null : new("Bearer", token) } };

        var answers = new List<HttpStatusCode>();
        foreach (var token in (string?[])[null, "other", "t0ken"])
        {
            using var request = Request(token);
            using var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
            answers.Add(answer.StatusCode);
        }

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK], answers);
        Assert.Equal($"http://local:t0ken@127.0.0.1:{server.Port}/", server.Url.AbsoluteUri);
    }

    [Theory]
    [InlineData('a', (6 * 1024 * 1024) + 1)]
    [InlineData('a', 10 * 1024 * 1024)]
    [InlineData('\u0001', 2 * 1024 * 1024)]
    public async Task What_no_function_could_be_given_is_refused(char character, int length)
    {
        // As curl does: nothing is sent before the server wants it.
        using HttpRequestMessage request = new(HttpMethod.Post, "/echo/1") { Content = new StringContent(new string(character, length)), Headers = { ExpectContinue = true } };

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("""{"message":"Request Entity Too Large"}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_answer_reaches_the_caller()
    {
        _functions.Answers = _ => Task.FromResult(Answer("""{"statusCode":201,"headers":{"x-a":"b"},"body":"done"}""", isError: false));

        var response = await _client.PostAsync("/echo/1?x=2", new StringContent("hi"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("b", Assert.Single(response.Headers.GetValues("x-a")));
        Assert.Equal("done", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/nothing", null, HttpStatusCode.NotFound, """{"message":"Not Found"}""")]
    [InlineData("/echo/1", null, HttpStatusCode.InternalServerError, """{"message":"Internal Server Error"}""")]
    public async Task What_goes_wrong_is_answered_as_API_Gateway_does(string path, string? origin, HttpStatusCode expected, string body)
    {
        _functions.Answers = _ => Task.FromResult(Answer("{}", isError: true));
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Origin", origin ?? "");

        var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((expected, body), (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Host", "evil.example")]
    public async Task A_web_page_is_not_let_in(string header, string value)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/echo/1");
        request.Headers.TryAddWithoutValidation(header, value);

        var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task A_function_that_takes_longer_than_the_route_is_answered_for_with_503()
    {
        TaskCompletionSource called = new();
        _functions.Answers = async cancellation =>
        {
            called.SetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            throw new OperationCanceledException();
        };
        var waiting = _client.GetAsync("/echo/1", TestContext.Current.CancellationToken);
        await called.Task;

        _time.Advance(TimeSpan.FromSeconds(31));
        // The wait may begin after the call did: then the next advance ends it.
        while (!waiting.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(31));
            await Task.Yield();
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await waiting).StatusCode);
    }

    [Fact]
    public async Task A_function_that_was_throttled_is_a_503_and_has_half_the_time_of_the_route_to_begin()
    {
        _functions.Answers = _ => Task.FromResult(Answer("""{"errorType":"TooManyRequestsException"}""", isError: true) with { IsThrottled = true });

        using var response = await _client.GetAsync("/echo/1", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(15), _functions.BeginWithin);
    }

    private static InvocationResult Answer(string json, bool isError) => new("r", Encoding.UTF8.GetBytes(json), isError);

    private sealed class ScriptedInvoker : IFunctionInvoker
    {
        public Func<CancellationToken, Task<InvocationResult>> Answers { get; set; } = _ => throw new InvalidOperationException("No call was expected.");

        public TimeSpan? BeginWithin { get; private set; }

        public Task<InvocationResult> InvokeAsync(string functionName, ReadOnlyMemory<byte> payload, Lineage lineage, TimeSpan? beginWithin, CancellationToken cancellation)
        {
            BeginWithin = beginWithin;

            return Answers(cancellation);
        }
    }
}
