using LocalCloud.DynamoDb;
using LocalCloud.Gateway;
using LocalCloud.State;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.Stack;

/// <summary>DynamoDB that is started when the first request comes, so that a stack without tables needs no Node.js.</summary>
internal sealed class DynamoDbOnDemand : IAwsService, IAsyncDisposable
{
    private readonly Lazy<Task<DynamoDbService>> _service;
    private DynaliteProcess? _process;

    /// <param name="given">A DynamoDB that already runs, or <c>null</c>.</param>
    /// <param name="options">For one of our own.</param>
    /// <param name="database">Where the service keeps what dynalite lacks.</param>
    public DynamoDbOnDemand(Uri? given, DynaliteOptions options, StateDatabase database)
    {
        // Read now: later the database belongs to its writer.
        TableSettings settings = new(options.Account, database, options.Time);
        _service = new(async () =>
        {
            if (given is null)
            {
                _process = await DynaliteProcess.StartAsync(options, CancellationToken.None);
            }

            return new(given ?? _process?.Endpoint ?? throw new InvalidOperationException("DynamoDB has no endpoint."), settings);
        });
    }

    public string SigningName => "dynamodb";

    /// <summary>Starts now instead of with the first request.</summary>
    /// <exception cref="StartException">Node.js is missing, or the child does not start.</exception>
    public async Task StartAsync()
    {
        try
        {
            await _service.Value;
        }
        catch (InvalidOperationException exception)
        {
            throw new StartException(exception.Message, exception);
        }
    }

    public async Task HandleAsync(HttpContext context) => await (await _service.Value).HandleAsync(context);

    public async ValueTask DisposeAsync()
    {
        if (_service is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } started })
        {
            await (await started).DisposeAsync();
        }

        if (_process is { } process)
        {
            await process.DisposeAsync();
        }
    }
}
