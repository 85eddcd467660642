using System.Collections.Frozen;
using System.Globalization;
using LocalCloud.Lineages;

namespace LocalCloud.Lambda;

/// <summary>All functions of the stack, each with its own processes.</summary>
internal sealed class FunctionHost : IFunctionInvoker, IAsyncDisposable
{
    private readonly FunctionHostOptions _options;
    private readonly FrozenDictionary<string, FunctionPool> _pools;

    private FunctionHost(FunctionHostOptions options)
    {
        _options = options;
        Dictionary<string, FunctionPool> pools = new(StringComparer.Ordinal);
        foreach (var function in options.Functions)
        {
            FunctionPool pool = new(function, options);
            pools[function.LogicalId] = pool;
            pools[function.Name] = pool;
            pools[function.Arn] = pool;
        }

        _pools = pools.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public static FunctionHost Start(FunctionHostOptions options)
    {
        Directory.CreateDirectory(options.HomeFolder);
        foreach (var function in options.Functions)
        {
            InlineCode.Write(function, options.HomeFolder);
        }

        return new(options);
    }

    /// <summary>True for the logical id, the name or the ARN of a function.</summary>
    public bool Has(string function) => _pools.ContainsKey(function);

    /// <param name="functionName">Logical id, name or ARN.</param>
    /// <param name="payload">The event.</param>
    /// <param name="lineage">What led to it.</param>
    /// <param name="beginWithin">Refused where no process has begun it by then.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="KeyNotFoundException">There is no such function.</exception>
    /// <exception cref="LoopException">The function would go on with a loop.</exception>
    public Task<InvocationResult> InvokeAsync(string functionName, ReadOnlyMemory<byte> payload, Lineage lineage, TimeSpan? beginWithin, CancellationToken cancellation)
    {
        var pool = _pools.GetValueOrDefault(functionName)
            ?? throw new KeyNotFoundException($"The stack has no function {functionName}.");
        if (LoopGuard.Stops(pool.Function, lineage))
        {
            throw new LoopException(pool.Function, lineage);
        }

        Invocation invocation = new(_options.NewId().ToString(), TraceId(), payload, lineage) { BeginBy = _options.Time.GetUtcNow() + beginWithin, Gone = cancellation };

        return pool.InvokeAsync(invocation).WaitAsync(cancellation);
    }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_pools.Values.Distinct().Select(pool => pool.DisposeAsync().AsTask()));

    // AWS: version, epoch seconds in 8 and a random number in 24 hexadecimal digits (X-Ray tracing header).
    private string TraceId()
    {
        var seconds = _options.Time.GetUtcNow().ToUnixTimeSeconds();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Root=1-{seconds:x8}-{_options.NewId().ToString("N")[..24]};Parent={_options.NewId().ToString("N")[..16]};Sampled=0");
    }
}
