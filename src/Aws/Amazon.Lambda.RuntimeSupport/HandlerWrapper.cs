using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// Fits a handler of any of the supported shapes to the one the loop calls. Outputs that are written by the serializer
/// share one buffer, so a wrapper serves one invocation at a time.
/// </summary>
public class HandlerWrapper : IDisposable
{
    private readonly MemoryStream _output = new();

    private HandlerWrapper(Func<HandlerWrapper, InvocationRequest, Task<InvocationResponse>> invoke, ILambdaSerializer? serializer = null)
    {
        Handler = request => invoke(this, request);
        Serializer = serializer;
    }

    public LambdaBootstrapHandler Handler { get; }

    internal ILambdaSerializer? Serializer { get; }

    public static HandlerWrapper GetHandlerWrapper(Func<Stream, ILambdaContext, Task> handler) =>
        new(async (wrapper, request) =>
        {
            await handler(request.InputStream, request.LambdaContext).ConfigureAwait(false);
            return wrapper.Nothing();
        });

    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, ILambdaContext, Task> handler, ILambdaSerializer serializer) =>
        new(async (wrapper, request) =>
        {
            await handler(serializer.Deserialize<TInput>(request.InputStream), request.LambdaContext).ConfigureAwait(false);
            return wrapper.Nothing();
        }, serializer);

    public static HandlerWrapper GetHandlerWrapper(Func<Stream, ILambdaContext, Task<Stream>> handler) =>
        new(async (_, request) => new(await handler(request.InputStream, request.LambdaContext).ConfigureAwait(false)));

    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, ILambdaContext, Task<Stream>> handler, ILambdaSerializer serializer) =>
        new(
            async (_, request) => new(await handler(serializer.Deserialize<TInput>(request.InputStream), request.LambdaContext).ConfigureAwait(false)),
            serializer);

    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<Stream, ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer) =>
        new(
            async (wrapper, request) => wrapper.Written(await handler(request.InputStream, request.LambdaContext).ConfigureAwait(false), serializer),
            serializer);

    public static HandlerWrapper GetHandlerWrapper<TInput, TOutput>(Func<TInput, ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer) =>
        new(
            async (wrapper, request) =>
            {
                var input = serializer.Deserialize<TInput>(request.InputStream);
                return wrapper.Written(await handler(input, request.LambdaContext).ConfigureAwait(false), serializer);
            },
            serializer);

    public static HandlerWrapper GetHandlerWrapper(Action<Stream, ILambdaContext> handler) =>
        new((wrapper, request) =>
        {
            handler(request.InputStream, request.LambdaContext);
            return Task.FromResult(wrapper.Nothing());
        });

    public static HandlerWrapper GetHandlerWrapper<TInput>(Action<TInput, ILambdaContext> handler, ILambdaSerializer serializer) =>
        new(
            (wrapper, request) =>
            {
                handler(serializer.Deserialize<TInput>(request.InputStream), request.LambdaContext);
                return Task.FromResult(wrapper.Nothing());
            },
            serializer);

    public static HandlerWrapper GetHandlerWrapper(Func<Stream, ILambdaContext, Stream> handler) =>
        new((_, request) => Task.FromResult<InvocationResponse>(new(handler(request.InputStream, request.LambdaContext))));

    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, ILambdaContext, Stream> handler, ILambdaSerializer serializer) =>
        new(
            (_, request) => Task.FromResult<InvocationResponse>(
                new(handler(serializer.Deserialize<TInput>(request.InputStream), request.LambdaContext))),
            serializer);

    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<Stream, ILambdaContext, TOutput> handler, ILambdaSerializer serializer) =>
        new(
            (wrapper, request) => Task.FromResult(wrapper.Written(handler(request.InputStream, request.LambdaContext), serializer)),
            serializer);

    public static HandlerWrapper GetHandlerWrapper<TInput, TOutput>(Func<TInput, ILambdaContext, TOutput> handler, ILambdaSerializer serializer) =>
        new(
            (wrapper, request) =>
            {
                var input = serializer.Deserialize<TInput>(request.InputStream);
                return Task.FromResult(wrapper.Written(handler(input, request.LambdaContext), serializer));
            },
            serializer);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _output.Dispose();
        }
    }

    private InvocationResponse Nothing()
    {
        _output.SetLength(0);
        return new(_output, false);
    }

    private InvocationResponse Written<TOutput>(TOutput output, ILambdaSerializer serializer)
    {
        _output.SetLength(0);
        serializer.Serialize(output, _output);
        _output.Position = 0;
        return new(_output, false);
    }
}
