using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace LocalCloud.DynamoDb;

/// <summary>
/// The local DynamoDB: dynalite, as a child of this process. It ends with us, whatever ends us: it watches its standard input. It
/// listens on a Unix socket that only its owner can open, since it checks nothing of who calls.
/// </summary>
internal sealed class DynaliteProcess : IAsyncDisposable
{
    // What start.js says before it listens, where it has to.
    private const string Compacting = "compacting ";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan CompactLimit = TimeSpan.FromMinutes(10);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly DynaliteSocket _socket;
    private volatile bool _isStopping;

    private DynaliteProcess(Process process, DynaliteSocket socket, DynaliteOptions options)
    {
        _process = process;
        _socket = socket;
        _errors = process.StandardError.ReadToEndAsync();
        Crashed = WatchAsync(options);
    }

    /// <summary>Where it listens.</summary>
    public DynamoDbAddress Address => DynamoDbAddress.Of(_socket.Path);

    public int ProcessId => _process.Id;

    /// <summary>Ends if the child ends by itself, with the reason; never where it was asked to.</summary>
    public Task<string> Crashed { get; }

    /// <summary>Starts it and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">Node.js is missing, or the child did not start: the message says what to do.</exception>
    public static async Task<DynaliteProcess> StartAsync(DynaliteOptions options, CancellationToken cancellation)
    {
        Directory.CreateDirectory(options.DataFolder);
        var socket = DynaliteSocket.In(options.SocketFolder);
        var child = new DynaliteProcess(Spawn(options, socket), socket, options);
        try
        {
            await child.WaitUntilListeningAsync(options, cancellation);
            options.Log.Started(child._process.Id, socket.Path);

            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it at once, as a crash: it does not answer any more. Its tables are on disk.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(2)))
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _socket.Dispose();
    }

    private static Process Spawn(DynaliteOptions options, DynaliteSocket socket)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "dynalite", "start.js");
        if (!File.Exists(script))
        {
            throw new InvalidOperationException("The local DynamoDB is no part of this program; give a DynamoDB endpoint with --dynamodb URL.");
        }

        var start = new ProcessStartInfo("node", [script, Path.GetFullPath(options.DataFolder), socket.Path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var path = start.Environment.TryGetValue("PATH", out var value) ? value : null;
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["AWS_ACCOUNT_ID"] = options.Account.AccountId;
        start.Environment["AWS_REGION"] = options.Account.Region;
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException("The local DynamoDB did not start.");
        }
        catch (Win32Exception notFound)
        {
            throw new InvalidOperationException(
                $"Node.js could not be started ({notFound.Message}). Install Node.js 20 or newer (https://nodejs.org), or give a DynamoDB endpoint with --dynamodb URL.", notFound);
        }
    }

    private async Task WaitUntilListeningAsync(DynaliteOptions options, CancellationToken cancellation)
    {
        var allowed = StartLimit;
        using var limit = new CancellationTokenSource(allowed, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            while (await _process.StandardOutput.ReadLineAsync(either.Token) is { } line)
            {
                if (!line.StartsWith(Compacting, StringComparison.Ordinal))
                {
                    return;
                }

                options.Log.Compacting(line[Compacting.Length..], options.DataFolder);
                allowed = CompactLimit;
                limit.CancelAfter(allowed);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new InvalidOperationException($"The local DynamoDB did not start within {allowed.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds.");
        }

        throw new InvalidOperationException(
            $"The local DynamoDB did not start: {Reason(await _errors)} Its data is in {options.DataFolder}; is another LocalCloud using it?");
    }

    private async Task<string> WatchAsync(DynaliteOptions options)
    {
        await _process.WaitForExitAsync();
        var errors = await _errors;
        if (_isStopping)
        {
            return await new TaskCompletionSource<string>().Task;
        }

        var reason = $"The local DynamoDB ended with exit code {_process.ExitCode}: {Reason(errors)}";
        options.Log.Crashed(reason);

        return reason;
    }

    private static string Reason(string errors) => string.Join(' ', errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(5));
}
