using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Runs a handler: initializes it, then takes invocations until the process is told to end.</summary>
/// <remarks>Where it cannot go on it writes why to standard error and sets the process's exit code to 1.</remarks>
public class LambdaBootstrap : IDisposable
{
    private readonly HandlerWrapper _handler;
    private readonly LambdaBootstrapInitializer? _initializer;

    public LambdaBootstrap(HandlerWrapper handlerWrapper, LambdaBootstrapInitializer? initializer = null)
    {
        _handler = handlerWrapper;
        _initializer = initializer;
    }

    /// <summary>Returns when the token is cancelled, at SIGTERM, after a failed start, or when the Runtime API is gone.</summary>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "The official API takes no clock; what needs one gets it from here.")]
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });

        var host = new RuntimeHost(
            Environment.GetEnvironmentVariable,
            Environment.SetEnvironmentVariable,
            TimeProvider.System,
            Console.OpenStandardOutput(),
            Console.OpenStandardError());
        Environment.ExitCode = await RuntimeLoop.RunAsync(_handler, _initializer, host, stop.Token).ConfigureAwait(false);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _handler.Dispose();
        }
    }
}
