using System.Text;
using System.Text.Json;
using LocalCloud.Gateway;
using LocalCloud.Lambda;
using LocalCloud.Stack;
using LocalCloud.Template;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCloud.Tests.Templates;

/// <summary>A template, started as the program starts it, with its state in a folder of its own.</summary>
internal sealed class RunningTemplate : IAsyncDisposable
{
    private readonly HeldPorts _ports = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("template-").FullName;
    private LocalStack? _stack;
    private LocalClient? _client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public LocalStack Stack => _stack ?? throw new InvalidOperationException("The stack has not been started.");

    /// <param name="file">The template.</param>
    /// <param name="parameters">Values for its parameters.</param>
    /// <param name="imports">What other stacks export.</param>
    /// <param name="path">Where interpreters are looked for.</param>
    /// <param name="loggers">What is told; <c>null</c> where nobody listens.</param>
    public static async Task<RunningTemplate> StartAsync(
        string file, IReadOnlyDictionary<string, string>? parameters = null, IReadOnlyDictionary<string, string>? imports = null, string path = "", ILoggerFactory? loggers = null)
    {
        RunningTemplate running = new();
        StackOptions options = new() { Template = file, StateFolder = running._folder, Port = running._ports.Hold(0), ApiPort = running._ports.Hold(0) };
        var model = TemplateLoader.Load(await File.ReadAllTextAsync(file, Cancellation), new()
        {
            File = file,
            Endpoint = $"http://127.0.0.1:{options.Port}",
            Parameters = parameters ?? new Dictionary<string, string>(),
            Imports = imports ?? new Dictionary<string, string>(),
        });
        running._stack = await LocalStack.StartAsync(
            options,
            await new FunctionRuntimes(path, "", TimeProvider.System).PrepareAsync(model, isStrict: false, Cancellation),
            new(LocalServices.Account, AppContext.BaseDirectory, TimeProvider.System, Guid.NewGuid, loggers ?? NullLoggerFactory.Instance, running._ports.Bind),
            Cancellation);
        running._client = running._stack.CreateClient();

        return running;
    }

    /// <summary>An operation of AWS Batch, by its path.</summary>
    public Task<JsonElement> BatchAsync(string operation, string body) => AnswerAsync(client => client.PostAsync("batch", $"/v1/{operation}", Encoding.UTF8.GetBytes(body), Cancellation));

    public Task<JsonElement> EventsAsync(string operation, string body) =>
        AnswerAsync(client => client.CallAsync("events", $"AWSEvents.{operation}", Encoding.UTF8.GetBytes(body), Cancellation));

    public Task<JsonElement> InvokeAsync(string function, string body) =>
        AnswerAsync(client => client.PostAsync("lambda", $"/2015-03-31/functions/{function}/invocations", Encoding.UTF8.GetBytes(body), Cancellation));

    public Task PutObjectAsync(string path, string text) => AnswerAsync(client => client.PutAsync("s3", path, Encoding.UTF8.GetBytes(text), Cancellation));

    /// <summary>The first job of the queue <c>q</c> that has succeeded; a queue all of whose jobs have failed ends it after a minute.</summary>
    public async Task<JsonElement> EndedJobAsync()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, Cancellation);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync(either.Token))
        {
            if (await FirstAsync("SUCCEEDED") is { } id)
            {
                return (await BatchAsync("describejobs", $$"""{"jobs":["{{id}}"]}""")).GetProperty("jobs")[0];
            }
        }

        throw new TimeoutException("No job ended.");
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_stack is not null)
        {
            await _stack.DisposeAsync();
        }

        _ports.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string?> FirstAsync(string status) =>
        (await BatchAsync("listjobs", $$"""{"jobQueue":"q","jobStatus":"{{status}}"}""")).GetProperty("jobSummaryList").EnumerateArray().Select(job => job.GetProperty("jobId").GetString()).FirstOrDefault();

    private async Task<JsonElement> AnswerAsync(Func<LocalClient, Task<HttpResponseMessage>> call)
    {
        using var response = await call(_client ?? throw new InvalidOperationException("The stack has not been started."));
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, text);
        using var document = JsonDocument.Parse(text.Length == 0 ? "{}" : text);

        return document.RootElement.Clone();
    }
}
