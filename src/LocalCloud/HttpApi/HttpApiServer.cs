using LocalCloud.Gateway;
using LocalCloud.Lineages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace LocalCloud.HttpApi;

/// <summary>
/// The HTTP API on a port of its own, as API Gateway serves it. Its authoriser is off, so that curl works: what keeps other users
/// out is the check of the connection's owner, or a token where that is not known; what keeps web pages out, of Host and Origin.
/// </summary>
internal sealed class HttpApiServer : IAsyncDisposable
{
    // AWS: API Gateway takes 10 MB, Lambda events of 6 MB (quotas of both); what lies between is refused with 413 as well.
    private const int LargestEvent = 6 * 1024 * 1024;

    private static readonly LoopbackLimits Limits = new(LargestEvent, KeepAlive: TimeSpan.FromMinutes(2), Connections: 1_000);

    private readonly HttpApiOptions _options;
    private readonly RouteTable _routes;
    private readonly bool _hasConsole;
    private readonly LargeBodies _largeBodies = new();
    private readonly ILogger _log;
    private LoopbackServer? _server;

    private HttpApiServer(HttpApiOptions options)
    {
        _options = options;
        _routes = new(options.Routes);
        _hasConsole = _routes.Find("GET", "/jobs") is { Target.Route.TakesAnything: false };
        _log = options.Loggers.CreateLogger("HttpApi");
    }

    public int Port => _server?.Port ?? _options.Port;

    /// <summary>Where the console is: at the root of an API that has the routes it asks, unless a route is there; else <c>null</c>.</summary>
    public Uri? Console => _hasConsole && _routes.Find("GET", "/") is not { Target.Route.TakesAnything: false } ? Url : null;

    /// <summary>Where it answers, with the token where one is needed.</summary>
    public Uri Url => new UriBuilder("http", "127.0.0.1", Port)
    {
        UserName = _options.Peers.Token is null ? "" : PeerCheck.TokenUser,
        Password = _options.Peers.Token ?? "",
    }.Uri;

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<HttpApiServer> StartAsync(HttpApiOptions options, CancellationToken cancellation)
    {
        HttpApiServer api = new(options);
        api._server = await LoopbackServer.StartAsync(options.Port, options.Bind, Limits, options.Connecting ?? options.Peers, api.HandleAsync, options.Loggers, cancellation);
        return api;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            await server.DisposeAsync();
        }
    }

    private async Task HandleAsync(HttpContext context)
    {
        try
        {
            await WriteAsync(context, await AnswerAsync(context));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: nobody is left to answer.
        }
    }

    private async Task<ProxyResponse> AnswerAsync(HttpContext context)
    {
        var port = context.Connection.LocalPort;
        if (!LoopbackGuard.IsOwnHost(context.Request.Headers.Host, port) || !LoopbackGuard.IsOwnOrigin(context.Request.Headers.Origin, port))
        {
            return Refusal(port);
        }

        if (!_options.Peers.IsAuthorized(context.Request.Headers.Authorization))
        {
            var refusal = ProxyResponse.Message(401, "Unauthorized: the local HTTP API needs the token that is printed at its start, as the password of its URL or as a bearer");
            // A browser shows the password of a URL only to whoever asks for it, and then with every request of the page.
            return refusal with { Headers = [.. refusal.Headers, new("www-authenticate", "Basic realm=\"local stack\", charset=\"UTF-8\"")] };
        }

        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target : target[..question];
        var match = _routes.Find(context.Request.Method, path);
        var isOwnFetch = LoopbackGuard.IsOwnFetch(context.Request.Headers["Sec-Fetch-Site"]);
        if (match is not { Target.Route.TakesAnything: false } && FindConsole(context.Request, path) is { } file)
        {
            // A link of any page may lead to the console, which is in no other page.
            return isOwnFetch || context.Request.Headers["Sec-Fetch-Mode"] == "navigate" ? file : Refusal(port);
        }

        if (!isOwnFetch)
        {
            return Refusal(port);
        }

        if (match is null)
        {
            return ProxyResponse.NotFound;
        }

        try
        {
            if (context.Request.ContentLength > LargestEvent)
            {
                return ProxyResponse.TooLarge;
            }

            // Its place is kept until the answer is there: as long as it takes up memory.
            await using var place = await _largeBodies.EnterAsync(context.Request, context.RequestAborted);
            var request = await ReadAsync(context, path, question < 0 ? "" : target[(question + 1)..]);
            return await InvokeAsync(request, match, context.RequestAborted);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return ProxyResponse.TooLarge;
        }
    }

    private static ProxyResponse Refusal(int port) =>
        ProxyResponse.Message(403, $"Forbidden: the Host header must be 127.0.0.1:{port} or localhost:{port}, and web pages of other origins are not let in");

    /// <summary>A file of the console, where the API is one that it can show and no route of its own has the path.</summary>
    private ProxyResponse? FindConsole(HttpRequest request, string path) =>
        _hasConsole && request.Method is "GET" or "HEAD"
            ? ConsoleFiles.Find(path, request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal), request.Headers.IfNoneMatch)
            : null;

    private async Task<ProxyResponse> InvokeAsync(ProxyRequest request, RouteMatch match, CancellationToken gone)
    {
        ProxyContext proxy = new(_options.Account.AccountId, "local", RequestId(), _options.Time.GetUtcNow());
        var limit = match.Target.Route.Timeout;
        var happening = ProxyEvent.Write(request, match, proxy);
        if (happening.Length > LargestEvent)
        {
            return ProxyResponse.TooLarge;
        }

        try
        {
            var result = await _options.Functions.InvokeAsync(match.Target.Function, happening, Lineage.None, limit / 2, gone)
                .WaitAsync(limit, _options.Time, gone);
            return result.IsThrottled ? ProxyResponse.TimedOut : result.IsError ? ProxyResponse.Failed : ProxyResponse.Parse(result.Payload);
        }
        catch (TimeoutException)
        {
            Log.RouteTimedOut(_log, match.Target.Route.Key, match.Target.Function, limit.TotalSeconds);
            return ProxyResponse.TimedOut;
        }
    }

    private static async Task<ProxyRequest> ReadAsync(HttpContext context, string path, string query)
    {
        using MemoryStream body = new((int)(context.Request.ContentLength ?? 0));
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        EarlyAnswer.BodyWasRead(context);
        return new()
        {
            Method = context.Request.Method,
            EncodedPath = path,
            RawQuery = query,
            Protocol = context.Request.Protocol,
            SourceIp = context.Connection.RemoteIpAddress?.ToString() ?? "127.0.0.1",
            Headers =
            [
                .. context.Request.Headers.SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? ""))),
                new("X-Forwarded-For", "127.0.0.1"),
                new("X-Forwarded-Port", context.Connection.LocalPort.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                new("X-Forwarded-Proto", "http"),
            ],
            Body = body.GetBuffer().AsMemory(0, (int)body.Length),
        };
    }

    private static async Task WriteAsync(HttpContext context, ProxyResponse response)
    {
        context.Response.StatusCode = response.StatusCode;
        foreach (var (name, value) in response.Headers)
        {
            // Kestrel frames the body itself; what a function says of it would contradict.
            if (!name.Equals("content-length", StringComparison.OrdinalIgnoreCase) && !name.Equals("transfer-encoding", StringComparison.OrdinalIgnoreCase))
            {
                context.Response.Headers.Append(name, value);
            }
        }

        if (response.StatusCode is 204 or 304 || context.Request.Method == "HEAD")
        {
            return;
        }

        context.Response.ContentLength = response.Body.Length;
        await context.Response.Body.WriteAsync(response.Body, context.RequestAborted);
    }

    // AWS: sixteen base64 characters.
    private string RequestId() => Convert.ToBase64String(_options.NewId().ToByteArray().AsSpan(0, 11));
}
