using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Logging;
using Amazon.Lambda.RuntimeSupport.RuntimeApi;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Initialize, then next, handle, respond, for as long as the Runtime API answers.</summary>
internal sealed class RuntimeLoop(HandlerWrapper handler, RuntimeApiClient api, RuntimeHost host, RuntimeLogger logger)
{
    /// <summary>Ends when it is told to, or where the initializer says so.</summary>
    /// <exception cref="RuntimeApiException">The Runtime API is missing, gone, or answers what it should not.</exception>
    public static async Task RunAsync(
        HandlerWrapper handler, LambdaBootstrapInitializer? initializer, RuntimeHost host, CancellationToken stop)
    {
        var logger = RuntimeLogger.Create(host);
        LambdaLogger.Runtime = logger;

        using var api = RuntimeApiClient.Create(host.Variable("AWS_LAMBDA_RUNTIME_API"));
        var loop = new RuntimeLoop(handler, api, host, logger);
        try
        {
            if (await loop.InitializeAsync(initializer, stop).ConfigureAwait(false))
            {
                await loop.TakeInvocationsAsync(stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to end while it waited; what had been taken is answered.
        }
    }

    private async Task<bool> InitializeAsync(LambdaBootstrapInitializer? initializer, CancellationToken stop)
    {
        try
        {
            return initializer is null || await initializer().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogUncaught(exception);
            await api.ReportInitializationErrorAsync(exception, stop).ConfigureAwait(false);
            throw;
        }
    }

    private async Task TakeInvocationsAsync(CancellationToken stop)
    {
        var payload = new PayloadBuffer();
        while (!stop.IsCancellationRequested)
        {
            var invocation = await api.NextAsync(payload, stop).ConfigureAwait(false);
            // An invocation once taken is finished, even when the process was told to end meanwhile.
            await AnswerAsync(invocation, payload).ConfigureAwait(false);
            payload.Trim();
        }
    }

    private async Task AnswerAsync(Invocation invocation, PayloadBuffer payload)
    {
        logger.Begin(invocation);
        host.SetVariable(LambdaTraceProvider.Variable, invocation.TraceId);
        try
        {
            if (await HandleAsync(invocation, payload).ConfigureAwait(false) is { } response)
            {
                await SendAsync(invocation, response).ConfigureAwait(false);
            }
        }
        finally
        {
            logger.End();
        }
    }

    /// <summary>What the handler answers; <c>null</c> where it threw, which is reported.</summary>
    private async Task<InvocationResponse?> HandleAsync(Invocation invocation, PayloadBuffer payload)
    {
        try
        {
            var context = new LambdaContext(invocation, host, logger, handler.Serializer);
            using var request = new InvocationRequest(payload.AsStream(), context);

            return await handler.Handler(request).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogUncaught(exception);
            await api.ReportInvocationErrorAsync(invocation.RequestId, exception).ConfigureAwait(false);

            return null;
        }
    }

    // AWS: RuntimeSupport 2.1.2 logs what nobody caught as Error, with an empty message beside the exception.
    private void LogUncaught(Exception exception) => logger.Write(LogLevel.Error, exception, string.Empty);

    // AWS: RuntimeSupport 2.1.2 reports only what the handler throws; an answer that cannot be read or sent ends the process.
    private async Task SendAsync(Invocation invocation, InvocationResponse response)
    {
        try
        {
            var output = await ReadAsync(response.OutputStream).ConfigureAwait(false);
            await api.RespondAsync(invocation.RequestId, output).ConfigureAwait(false);
        }
        finally
        {
            if (response.DisposeOutputStream)
            {
                await response.OutputStream.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream output)
    {
        if (output is MemoryStream written && written.TryGetBuffer(out var buffer))
        {
            return buffer.AsMemory((int)written.Position);
        }

        var copy = new MemoryStream();
        await output.CopyToAsync(copy).ConfigureAwait(false);
        return copy.GetBuffer().AsMemory(0, (int)copy.Length);
    }
}
