namespace LocalCloud.S3;

/// <summary>Buckets and objects, on disk.</summary>
internal sealed class S3Store : IAsyncDisposable
{
    public static Task<S3Store> OpenAsync(S3StoreOptions options, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>From now on files that are copied into a bucket's folder by hand become objects.</summary>
    public Task WatchAsync(CancellationToken cancellation) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
