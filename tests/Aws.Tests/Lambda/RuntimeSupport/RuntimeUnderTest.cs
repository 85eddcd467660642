using System.Text;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.RuntimeSupport.RuntimeApi;
using Microsoft.Extensions.Time.Testing;
using Support.RuntimeApi;

namespace Aws.Tests.Lambda.RuntimeSupport;

/// <summary>The runtime in this process against a Runtime API server; ends with the test.</summary>
internal sealed class RuntimeUnderTest : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly MemoryStream _output = new();
    private readonly RuntimeHost _host;
    private Task? _running;

    public RuntimeUnderTest()
    {
        Server = new(Time);
        Variables["AWS_LAMBDA_RUNTIME_API"] = Server.Endpoint;
        _host = new(Variables.GetValueOrDefault, (name, value) => Variables[name] = value, Time, Stream.Synchronized(_output));
    }

    public RuntimeApiServer Server { get; }

    public FakeTimeProvider Time { get; } = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public Dictionary<string, string?> Variables { get; } = [];

    public string Log => Encoding.UTF8.GetString(_output.ToArray());

    /// <summary>The runtime's life; it fails with what would end the process.</summary>
    public Task Run(HandlerWrapper handler, LambdaBootstrapInitializer? initializer = null) =>
        _running = RuntimeLoop.RunAsync(handler, initializer, _host, _stop.Token);

    public Task StopAsync() => _stop.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_running is not null)
        {
            // What ends it is looked at by the tests that expect it.
            await Task.WhenAny(_running);
        }

        await Server.DisposeAsync();
        _stop.Dispose();
    }
}
