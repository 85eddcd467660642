using System.Runtime.InteropServices;

namespace LocalCloud.Console;

/// <summary>
/// The user's wish to end, by Ctrl-C or SIGTERM: the first asks the program to, so that what was acknowledged is written and children
/// are ended; the second ends it at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    // POSIX: a shell tells the end by signal n as 128 + n.
    private const int BySigInt = 130;
    private const int BySigTerm = 143;

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;

    public Interruption() =>
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Take), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take)];

    public CancellationToken Token => _stop.Token;

    /// <summary>The exit code of whoever is ended by it before the work is done; 0 where there is none.</summary>
    public int ExitCode { get; private set; }

    public void Dispose()
    {
        Array.ForEach(_signals, signal => signal.Dispose());
        _stop.Dispose();
    }

    private void Take(PosixSignalContext signal)
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        signal.Cancel = true;
        ExitCode = signal.Signal == PosixSignal.SIGINT ? BySigInt : BySigTerm;
        _stop.Cancel();
    }
}
