using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Browser.Tests;

/// <summary>
/// A server that gives the page as the stack does, and answers as the HTTP API would over a million jobs and an array of ten
/// thousand children. The answers are worked out as they are asked for; what it was asked, and how much it said, is counted.
/// </summary>
internal sealed class StubApi : IAsyncDisposable
{
    public const int Jobs = 1_000_000;
    public const int Children = 10_000;
    public const string ArrayId = "aaaaaaaa-0000-4000-8000-000000000000";

    /// <summary>A job that runs and writes <see cref="Lines"/> lines, and a submission of <see cref="Rows"/> jobs between one that splits and one that joins.</summary>
    public const string WriterId = "bbbbbbbb-0000-4000-8000-000000000000";
    public const string SubmissionId = "cccccccc-0000-4000-8000-000000000000";
    public const int Rows = 1_000;

    private const int MostLines = 1_000;

    private readonly HttpListener _listener = new();
    private readonly HttpClient _http;
    private readonly Uri _page;
    private readonly Task _serving;

    /// <param name="page">Where the page itself is served.</param>
    public StubApi(HttpClient http, Uri page)
    {
        (_http, _page) = (http, page);
        using (TcpListener free = new(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/"));
        }

        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address { get; }

    /// <summary>Lines that the writer has written by now.</summary>
    public int Lines { get; set; } = 30;

    /// <summary>Who gives the tokens that are asked for here; <c>null</c> where nobody has to sign in.</summary>
    public StubProvider? Provider { get; init; }

    /// <summary>The token that was given last is not taken any more.</summary>
    public bool IsTokenTakenBack { get; set; }

    /// <summary>Requests without a token that is taken.</summary>
    public int Refused { get; private set; }

    /// <summary>Jobs are told to have moved, at every question, although they look as before.</summary>
    public bool IsRestless { get; set; }

    /// <summary>Failed children: 37 of them, spread over the array.</summary>
    public static bool HasFailed(int child) => child % 271 == 5 && child < 37 * 271;

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving.WaitAsync(Visit.Patience);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            await AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var path = context.Request.Url?.AbsolutePath ?? "/";
        if (path == "/" || path.StartsWith("/console/", StringComparison.Ordinal))
        {
            using var page = await _http.GetAsync(new Uri(_page, path));
            foreach (var (name, values) in page.Headers.Concat(page.Content.Headers).Where(header => header.Key is not ("Transfer-Encoding" or "Content-Length" or "Date" or "Server")))
            {
                context.Response.AppendHeader(name, string.Join(", ", values));
            }

            await SendAsync(context.Response, (int)page.StatusCode, Hosted(context.Response, path, await page.Content.ReadAsByteArrayAsync()));
            return;
        }

        if (Provider is { } provider && context.Request.Headers["Authorization"] is var shown && (shown != $"Bearer {provider.Token}" || IsTokenTakenBack))
        {
            Refused++;
            // The next one is another one.
            IsTokenTakenBack = false;
            await SendAsync(context.Response, 401, """{"message":"Unauthorized"}"""u8.ToArray());
            return;
        }

        context.Response.ContentType = "application/json";
        var body = path switch
        {
            "/overview" => """{"queues":[],"computeEnvironments":[],"failed":{"since":0,"isPart":false,"causes":[]}}""",
            "/changes" => $$"""{"token":"t","isWhole":true,"jobs":[{{(IsRestless ? "\"moved\"" : "")}}]}""",
            "/graph" => Graph(),
            $"/jobs/{WriterId}" => $$"""{"jobId":"{{WriterId}}","jobName":"writer","jobQueue":"default","status":"RUNNING","createdAt":1700000000000,"startedAt":1700000000000}""",
            $"/jobs/{WriterId}/logs" => Log(context.Request.QueryString["nextToken"], context.Request.QueryString["tail"] is not null),
            "/jobs" => Page(context.Request.QueryString["nextToken"]),
            $"/jobs/{ArrayId}" => Array(),
            $"/jobs/{ArrayId}/children" => ChildLetters(),
            "/job-queues" => """{"jobQueues":[]}""",
            _ => null,
        };
        await SendAsync(context.Response, body is null ? 404 : 200, Encoding.UTF8.GetBytes(body ?? """{"title":"Not found","detail":"The stub knows it not."}"""));
    }

    /// <summary>The page as ShowConsole serves it.</summary>
    private byte[] Hosted(HttpListenerResponse response, string path, byte[] file)
    {
        if (Provider is not { } provider || path != "/")
        {
            return file;
        }

        response.Headers["Content-Security-Policy"] = response.Headers["Content-Security-Policy"]?.Replace("connect-src 'self'", $"connect-src 'self' {provider.Address.GetLeftPart(UriPartial.Authority)}", StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(file).Replace("""name="sign-in" content="" """.TrimEnd(), $"name=\"sign-in\" content=\"{WebUtility.HtmlEncode(provider.Settings)}\"", StringComparison.Ordinal));
    }

    private static async Task SendAsync(HttpListenerResponse response, int status, byte[] body)
    {
        try
        {
            response.StatusCode = status;
            await response.OutputStream.WriteAsync(body);
            response.Close();
        }
        catch (HttpListenerException)
        {
            // The page has gone on and does not want it any more.
        }
    }

    private static string Page(string? token)
    {
        var first = token is null ? 0 : int.Parse(token, CultureInfo.InvariantCulture);
        var jobs = Enumerable.Range(first, Math.Min(100, Jobs - first)).Select(row => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"jobId":"{{row:D8}}-0000-4000-8000-000000000000","jobName":"row-{{row}}","jobQueue":"default","status":"SUCCEEDED","createdAt":{{1_700_000_000_000 - row}},"startedAt":{{1_700_000_000_000 - row}},"stoppedAt":{{1_700_000_001_000 - row}}}"""));

        return $$"""{"jobs":[{{string.Join(',', jobs)}}]{{(first + 100 < Jobs ? $",\"nextToken\":\"{first + 100}\"" : "")}}}""";
    }

    private static string Array() => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""
        {"jobId":"{{{ArrayId}}}","jobName":"ten-thousand","jobQueue":"default","status":"FAILED","arraySize":{{{Children}}},"createdAt":1700000000000,"decision":"GIVEN_UP","failedChildrenCount":37,
         "detail":{"arrayProperties":{"size":{{{Children}}},"statusSummary":{"SUCCEEDED":{{{Children - 37}}},"FAILED":37} } } }
        """);

    /// <summary>As CloudWatch Logs pages it: a token names a line and a direction, and both lead on from there.</summary>
    private string Log(string? token, bool isTail)
    {
        var at = token is null ? (isTail ? Lines : 0) : int.Parse(token.AsSpan(1), CultureInfo.InvariantCulture);
        var isBackward = token is null ? isTail : token[0] == 'b';
        var (first, last) = isBackward ? (Math.Max(0, at - MostLines), at) : (at, Math.Min(Lines, at + MostLines));
        var events = Enumerable.Range(first, last - first).Select(line => string.Create(CultureInfo.InvariantCulture, $$"""{"timestamp":{{1_700_000_000_000 + line}},"message":"line {{line + 1}} of a program that says much and means little"}"""));

        return string.Create(CultureInfo.InvariantCulture, $$"""{"attempt":1,"logStreamName":"s","events":[{{string.Join(',', events)}}],"isEnd":{{(last == Lines ? "true" : "false")}},"nextToken":"f{{last}}","previousToken":"b{{first}}"}""");
    }

    private static string Graph()
    {
        List<string> names = ["split", .. Enumerable.Range(0, Rows).Select(row => string.Create(CultureInfo.InvariantCulture, $"row-{row}")), "join"];
        var nodes = names.Select(name => $$"""{"jobId":"{{name}}","jobName":"{{name}}","status":"{{(name == "row-7" ? "FAILED" : "SUCCEEDED")}}","createdAt":0,"startedAt":0,"stoppedAt":60000}""");
        var edges = names[1..^1].SelectMany(row => (string[])[$$"""{"from":"split","to":"{{row}}"}""", $$"""{"from":"{{row}}","to":"join"}"""]);

        return $$"""{"nodes":[{{string.Join(',', nodes)}}],"edges":[{{string.Join(',', edges)}}],"isPart":false,"forgotten":0}""";
    }

    private static string ChildLetters() =>
        $$$"""{"jobId":"{{{ArrayId}}}","size":{{{Children}}},"statuses":"{{{string.Concat(Enumerable.Range(0, Children).Select(child => HasFailed(child) ? 'F' : 'S'))}}}","letters":{"U":"SUBMITTED","P":"PENDING","R":"RUNNABLE","T":"STARTING","N":"RUNNING","S":"SUCCEEDED","F":"FAILED"} }""";
}
