using LocalCloud.DynamoDb;
using LocalCloud.Gateway;
using LocalCloud.State;
using LocalCloud.Template;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.Stack;

/// <summary>
/// DynamoDB that is started when the first request comes, so that a stack without tables needs no Node.js. Should it end by
/// itself, the next request starts it again: its tables are on disk.
/// </summary>
internal sealed class DynamoDbOnDemand : IAwsService, IAsyncDisposable
{
    private readonly Uri? _given;
    private readonly DynaliteOptions _options;
    private readonly TableSettings _settings;
    private Lazy<Task<Running>> _running;

    /// <param name="given">A DynamoDB that already runs, or <c>null</c>.</param>
    /// <param name="options">For one of our own.</param>
    /// <param name="database">Where the service keeps what dynalite lacks; read now, since later it belongs to its writer.</param>
    public DynamoDbOnDemand(Uri? given, DynaliteOptions options, StateDatabase database)
    {
        (_given, _options) = (given, options);
        _settings = new(options.Account, database, options.Time);
        _running = new(RunAsync);
    }

    public string SigningName => "dynamodb";

    /// <summary>Starts now instead of with the first request.</summary>
    /// <exception cref="StartException">Node.js is missing, or the child does not start.</exception>
    public async Task StartAsync()
    {
        try
        {
            await _running.Value;
        }
        catch (InvalidOperationException exception)
        {
            throw new StartException(exception.Message, exception);
        }
    }

    public IReadOnlyList<Demand> Demands(ServiceCall call) => DynamoDbPermissions.Of(call);

    /// <exception cref="AwsException">It cannot be started; the message says what to do.</exception>
    public async Task HandleAsync(HttpContext context) => await (await ServiceAsync()).HandleAsync(context);

    public async ValueTask DisposeAsync()
    {
        if (_running is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } started })
        {
            var running = await started;
            await running.DisposeAsync();
        }
    }

    private async Task<DynamoDbService> ServiceAsync()
    {
        var running = _running;
        try
        {
            if ((await running.Value).Process?.Crashed.IsCompleted == true)
            {
                running = Replace(running);
            }

            return (await running.Value).Service;
        }
        catch (InvalidOperationException exception)
        {
            // The next request tries again.
            Replace(running);
            throw new AwsException("InternalServerError", exception.Message, StatusCodes.Status500InternalServerError);
        }
    }

    /// <summary>Many requests may find the same one dead; one of them replaces it.</summary>
    private Lazy<Task<Running>> Replace(Lazy<Task<Running>> dead)
    {
        Lazy<Task<Running>> fresh = new(() => RunAfterAsync(dead.Value));
        var seen = Interlocked.CompareExchange(ref _running, fresh, dead);
        return seen == dead ? fresh : seen;
    }

    private async Task<Running> RunAfterAsync(Task<Running> dead)
    {
        if (dead.IsCompletedSuccessfully)
        {
            // Its socket has the place of the next one's.
            await (await dead).DisposeAsync();
        }

        return await RunAsync();
    }

    private async Task<Running> RunAsync()
    {
        if (_given is not null)
        {
            return new(null, new(DynamoDbAddress.Of(_given), _settings, _options.Time, () => { }));
        }

        var process = await DynaliteProcess.StartAsync(_options, CancellationToken.None);
        return new(process, new(process.Address, _settings, _options.Time, process.Kill));
    }

    private sealed record Running(DynaliteProcess? Process, DynamoDbService Service) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Service.DisposeAsync();
            await (Process?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }
}
