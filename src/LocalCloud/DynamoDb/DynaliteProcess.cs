namespace LocalCloud.DynamoDb;

/// <summary>The local DynamoDB: dynalite, as a child of this process.</summary>
internal sealed class DynaliteProcess : IAsyncDisposable
{
    /// <summary>Where it listens, on loopback.</summary>
    public Uri Endpoint => throw new NotImplementedException();

    /// <summary>Ends if the child ends by itself, with the reason.</summary>
    public Task<string> Crashed => throw new NotImplementedException();

    /// <summary>Starts it and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">Node.js is missing, or the child did not start: the message says what to do.</exception>
    public static Task<DynaliteProcess> StartAsync(DynaliteOptions options, CancellationToken cancellation) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
