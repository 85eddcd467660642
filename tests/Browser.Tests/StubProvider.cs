using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Web;

namespace Browser.Tests;

/// <summary>A provider of OpenID Connect as far as the code flow with PKCE goes: whoever comes is known already, and is sent back with a code.</summary>
internal sealed class StubProvider : IAsyncDisposable
{
    public const string ClientId = "console";

    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, string> _challenges = new();
    private readonly Task _serving;
    private int _tokens;

    public StubProvider()
    {
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

    /// <summary>Lets nobody in.</summary>
    public bool IsRefusing { get; set; }

    /// <summary>The one that was given last.</summary>
    public string Token => string.Create(CultureInfo.InvariantCulture, $"token-{_tokens}");

    /// <summary>Tokens given so far, and what was asked in the wrong way.</summary>
    public int Tokens => _tokens;

    public ConcurrentQueue<string> Wrong { get; } = new();

    /// <summary>What the page is served with.</summary>
    public string Settings => $$"""{"authorizationEndpoint":"{{Address}}authorize","tokenEndpoint":"{{Address}}token","clientId":"{{ClientId}}","scope":"openid"}""";

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving.WaitAsync(Visit.Patience);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                await AnswerAsync(context);
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (request.Url?.AbsolutePath == "/authorize")
        {
            var query = HttpUtility.ParseQueryString(request.Url.Query);
            var code = $"{Guid.NewGuid():N}";
            _challenges[code] = query["code_challenge"] ?? "";
            Expect(query["response_type"] == "code" && query["client_id"] == ClientId && query["code_challenge_method"] == "S256", request.Url.Query);
            response.Redirect($"{query["redirect_uri"]}?{(IsRefusing ? "error=access_denied&error_description=You+are+not+one+of+us" : $"code={code}")}&state={query["state"]}");
            response.Close();
            return;
        }

        using StreamReader reader = new(request.InputStream);
        var form = HttpUtility.ParseQueryString(await reader.ReadToEndAsync());
        var verified = Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"] ?? ""))).Replace('+', '-').Replace('/', '_').TrimEnd('=');
        // A code is taken once.
        Expect(form["grant_type"] == "authorization_code" && _challenges.TryRemove(form["code"] ?? "", out var challenge) && challenge == verified, form.ToString() ?? "");
        _tokens++;
        response.AppendHeader("Access-Control-Allow-Origin", request.Headers["Origin"] ?? "");
        response.ContentType = "application/json";
        await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes($$"""{"access_token":"{{Token}}","token_type":"Bearer","expires_in":3600}"""));
        response.Close();
    }

    private void Expect(bool isSo, string told)
    {
        if (!isSo)
        {
            Wrong.Enqueue(told);
        }
    }
}
