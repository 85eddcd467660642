using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LocalCloud.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.Logs;

/// <summary>A log store on a file of its own, behind its service on a real port.</summary>
public abstract class LogsTestBase : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private WebApplication? _server;

    private protected const string Group = "/aws/batch/job";

    private protected string Folder { get; } = Directory.CreateTempSubdirectory("logs-").FullName;

    private protected FakeTimeProvider Clock { get; } = new(DateTimeOffset.Parse("2026-11-22T10:00:00Z", null));

    private protected long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private protected LogStore Store { get; private set; } = null!;

    private protected Uri Endpoint { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Store = OpenStore();
        var service = new LogsService(Store, () => Guid.Parse("00000000-0000-0000-0000-00000000002a"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.Urls.Add("http://127.0.0.1:0");
        _server.Run(service.HandleAsync);
        await _server.StartAsync(TestContext.Current.CancellationToken);
        Endpoint = new(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _http.Dispose();
        await Store.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected LogStore OpenStore() =>
        LogStore.Open(new() { Path = Path.Combine(Folder, "logs.db"), Account = new("us-east-1", "123456789012"), Time = Clock });

    private protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = OpenStore();
    }

    /// <summary>Writes lines one millisecond apart, from now on, and closes the stream.</summary>
    private protected async Task WriteAsync(string stream, params string[] lines)
    {
        await using var writer = Store.Open(Group, stream);
        foreach (var line in lines)
        {
            writer.Append(Clock.GetUtcNow(), Encoding.UTF8.GetBytes(line));
            Clock.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    /// <summary>Calls an operation that succeeds.</summary>
    private protected async Task<JsonNode> CallAsync(string operation, string json)
    {
        var (status, body) = await SendAsync(operation, json);

        Assert.True(status == HttpStatusCode.OK, $"{operation} answered {status}: {body}");

        return body;
    }

    /// <summary>Calls an operation that is refused, and gives <c>code: text</c>.</summary>
    private protected async Task<string> RefusedAsync(string operation, string json)
    {
        var (status, body) = await SendAsync(operation, json);

        Assert.Equal(HttpStatusCode.BadRequest, status);

        return $"{body["__type"]}: {body["message"]}";
    }

    private protected static string[] Messages(JsonNode answer) => [.. answer["events"]!.AsArray().Select(one => (string)one!["message"]!)];

    private async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(string operation, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Endpoint) { Content = new StringContent(json, Encoding.UTF8) };
        request.Content.Headers.ContentType = new("application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", $"Logs_20140328.{operation}");
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("application/x-amz-json-1.1", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("00000000-0000-0000-0000-00000000002a", response.Headers.GetValues("x-amzn-RequestId").Single());

        return (response.StatusCode, JsonNode.Parse(text)!);
    }
}
