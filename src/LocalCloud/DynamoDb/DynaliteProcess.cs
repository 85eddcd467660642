using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace LocalCloud.DynamoDb;

/// <summary>The local DynamoDB: dynalite, as a child of this process. It ends with us, whatever ends us: it watches its standard input.</summary>
internal sealed class DynaliteProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private volatile bool _isStopping;

    private DynaliteProcess(Process process, DynaliteOptions options)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        Crashed = WatchAsync(options);
    }

    /// <summary>Where it listens, on loopback.</summary>
    public Uri Endpoint { get; private set; } = new("http://127.0.0.1/");

    public int ProcessId => _process.Id;

    /// <summary>Ends if the child ends by itself, with the reason; never where it was asked to.</summary>
    public Task<string> Crashed { get; }

    /// <summary>Starts it and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">Node.js is missing, or the child did not start: the message says what to do.</exception>
    public static async Task<DynaliteProcess> StartAsync(DynaliteOptions options, CancellationToken cancellation)
    {
        Directory.CreateDirectory(options.DataFolder);
        var child = new DynaliteProcess(Spawn(options), options);
        try
        {
            child.Endpoint = new($"http://127.0.0.1:{await child.PortAsync(options, cancellation)}/");
            options.Log.Started(child._process.Id, child.Endpoint);

            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

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
    }

    private static Process Spawn(DynaliteOptions options)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "dynalite", "start.js");
        var start = new ProcessStartInfo("node", [script, Path.GetFullPath(options.DataFolder)])
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

    private async Task<int> PortAsync(DynaliteOptions options, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(StartLimit, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            if (await _process.StandardOutput.ReadLineAsync(either.Token) is { } line)
            {
                using var json = JsonDocument.Parse(line);

                return json.RootElement.GetProperty("port").GetInt32();
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new InvalidOperationException($"The local DynamoDB did not start within {StartLimit.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds.");
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
