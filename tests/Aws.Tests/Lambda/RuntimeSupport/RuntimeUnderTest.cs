using System.Text;
using Amazon.Lambda.RuntimeSupport;
using Microsoft.Extensions.Time.Testing;
using Support.RuntimeApi;

namespace Aws.Tests.Lambda.RuntimeSupport;

/// <summary>The runtime in this process against a Runtime API server; ends with the test.</summary>
internal sealed class RuntimeUnderTest : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly MemoryStream _output = new();
    private readonly MemoryStream _error = new();
    private readonly RuntimeHost _host;
    private Task<int>? _running;

    public RuntimeUnderTest()
    {
        Variables["AWS_LAMBDA_RUNTIME_API"] = Server.Endpoint;
        _host = new(Variables.GetValueOrDefault, (name, value) => Variables[name] = value, Time, Stream.Synchronized(_output), _error);
    }

    public RuntimeApiServer Server { get; } = new();

    public FakeTimeProvider Time { get; } = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public Dictionary<string, string?> Variables { get; } = [];

    public string Log => Encoding.UTF8.GetString(_output.ToArray());

    public string Complaint => Encoding.UTF8.GetString(_error.ToArray());

    public Task<int> Run(HandlerWrapper handler, LambdaBootstrapInitializer? initializer = null) =>
        _running = RuntimeLoop.RunAsync(handler, initializer, _host, _stop.Token);

    public Task StopAsync() => _stop.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_running is not null)
        {
            await _running;
        }

        await Server.DisposeAsync();
        _stop.Dispose();
    }
}
