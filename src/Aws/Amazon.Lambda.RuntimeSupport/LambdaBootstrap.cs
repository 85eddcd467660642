using System.Diagnostics.CodeAnalysis;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Runs a handler: initializes it, then takes invocations until the process is told to end.</summary>
/// <remarks>Where it cannot go on it throws, which ends the process as any exception does that nobody catches.</remarks>
public class LambdaBootstrap : IDisposable
{
    private readonly HandlerWrapper _handler;
    private readonly LambdaBootstrapInitializer? _initializer;

    public LambdaBootstrap(HandlerWrapper handlerWrapper, LambdaBootstrapInitializer? initializer = null)
    {
        _handler = handlerWrapper;
        _initializer = initializer;
    }

    /// <summary>Returns when the token is cancelled, or where the initializer says that nothing is to be run.</summary>
    /// <exception cref="Exception">What the initializer threw, after it was reported; or the Runtime API is gone or refuses.</exception>
    // AWS: RuntimeSupport 2.1.2 listens to no signal; it throws where it cannot go on, so that the process ends with 134 on Linux.
    [SuppressMessage("ApiDesign", "RS0030", Justification = "The official API takes no clock; what needs one gets it from here.")]
    public Task RunAsync(CancellationToken cancellationToken = default) => RuntimeLoop.RunAsync(
        _handler,
        _initializer,
        new(Environment.GetEnvironmentVariable, Environment.SetEnvironmentVariable, TimeProvider.System, Console.OpenStandardOutput()),
        cancellationToken);

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
