using System.Text;
using LocalCloud.Lambda;
using LocalCloud.Lineages;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCloud.Tests.Lambda;

/// <summary>The function <c>Work</c>, whose bootstrap a test writes, with one process at most.</summary>
internal sealed class WorkFunction : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("functions-").FullName;
    private FunctionHost? _host;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public RecordingLogs Logs { get; } = new();

    /// <summary>The bootstrap.</summary>
    public string Program => Path.Combine(_folder, "bootstrap");

    public void Write(string program) => Write(Encoding.UTF8.GetBytes(program));

    public void Write(byte[] program)
    {
        File.WriteAllBytes(Program, program);
        File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <param name="payload">The event.</param>
    /// <param name="variable">A variable that the first event gives its process, and all after it.</param>
    public Task<InvocationResult> InvokeAsync(string payload = "{}", (string Name, string Value)? variable = null)
    {
        _host ??= FunctionHost.Start(new()
        {
            Functions = [A.Function with { Timeout = Timeout, Environment = variable is { } one ? new Dictionary<string, string> { [one.Name] = one.Value } : [] }],
            Folder = _folder,
            HomeFolder = Path.Combine(_folder, "home"),
            Account = new("us-east-1", "123456789012"),
            Sessions = new(),
            Endpoint = new("http://127.0.0.1:4500"),
            Logs = Logs,
            Time = Time,
            NewId = Guid.NewGuid,
            Loggers = NullLoggerFactory.Instance,
            MaximumConcurrency = 1,
        });

        return _host.InvokeAsync("Work", Encoding.UTF8.GetBytes(payload), Lineage.None, beginWithin: null, TestContext.Current.CancellationToken);
    }

    /// <summary>Ends its processes.</summary>
    public async Task StopAsync()
    {
        if (_host is { } host)
        {
            await host.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
