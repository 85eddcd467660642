using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Attack.Tests;

/// <summary>A web site of another origin: its page, what the page reports, and a door that lets every page in.</summary>
internal sealed class EvilSite : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly TaskCompletionSource<string> _report = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _pictures = new();
    private readonly string _page;

    public EvilSite(string page)
    {
        _page = page;
        Port = FreePort();
        _listener.Prefixes.Add($"http://*:{Port}/");
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port { get; }

    /// <summary>What the page has posted to <c>/report</c>.</summary>
    public Task<string> Report => _report.Task;

    /// <summary>What browsers said of who asked for <c>/picture</c>: the header Sec-Fetch-Site, empty where there was none.</summary>
    public IReadOnlyCollection<string> Pictures => _pictures;

    public void Dispose() => _listener.Close();

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();

        return listener.LocalEndpoint is IPEndPoint end ? end.Port : throw new InvalidOperationException("A listener has no port.");
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                // The test is over, or the browser has hung up.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        if (context.Request.Url?.AbsolutePath == "/report")
        {
            using StreamReader body = new(context.Request.InputStream, Encoding.UTF8);
            _report.TrySetResult(await body.ReadToEndAsync());
        }

        if (context.Request.Url?.AbsolutePath == "/picture")
        {
            _pictures.Enqueue(context.Request.Headers["Sec-Fetch-Site"] ?? "");
        }

        var isPage = context.Request.Url?.AbsolutePath == "/page";
        context.Response.ContentType = isPage ? "text/html; charset=utf-8" : "text/plain";
        context.Response.Headers["Access-Control-Allow-Origin"] = "*";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(isPage ? _page : "open"));
        context.Response.Close();
    }
}
