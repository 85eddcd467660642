using System.Text;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Logging;
using Amazon.Lambda.RuntimeSupport.RuntimeApi;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Initialize, then next, handle, respond, for as long as the Runtime API answers.</summary>
internal sealed class RuntimeLoop(HandlerWrapper handler, RuntimeApiClient api, RuntimeHost host, RuntimeLogger logger)
{
    private const int Succeeded = 0;
    private const int Failed = 1;

    /// <summary>The exit code of the process.</summary>
    public static async Task<int> RunAsync(
        HandlerWrapper handler, LambdaBootstrapInitializer? initializer, RuntimeHost host, CancellationToken stop)
    {
        var logger = RuntimeLogger.Create(host);
        LambdaLogger.Runtime = logger;

        try
        {
            using var api = RuntimeApiClient.Create(host.Variable("AWS_LAMBDA_RUNTIME_API"));
            var loop = new RuntimeLoop(handler, api, host, logger);
            return await loop.InitializeAsync(initializer, stop).ConfigureAwait(false) switch
            {
                Start.Ready => await loop.TakeInvocationsAsync(stop).ConfigureAwait(false),
                Start.NotWanted => Succeeded,
                _ => Failed,
            };
        }
        catch (RuntimeApiException exception)
        {
            host.Error.Write(Encoding.UTF8.GetBytes(exception.Message + "\n"));
            return Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Succeeded;
        }
    }

    private async Task<Start> InitializeAsync(LambdaBootstrapInitializer? initializer, CancellationToken stop)
    {
        try
        {
            return initializer is null || await initializer().ConfigureAwait(false) ? Start.Ready : Start.NotWanted;
        }
        catch (Exception exception)
        {
            logger.Write(LogLevel.Critical, exception, "The function could not be initialized.");
            await api.ReportInitializationErrorAsync(exception, stop).ConfigureAwait(false);
            return Start.Failed;
        }
    }

    private async Task<int> TakeInvocationsAsync(CancellationToken stop)
    {
        var payload = new PayloadBuffer();
        while (!stop.IsCancellationRequested)
        {
            var invocation = await api.NextAsync(payload, stop).ConfigureAwait(false);
            // An invocation once taken is finished, even when the process was told to end meanwhile.
            await AnswerAsync(invocation, payload).ConfigureAwait(false);
            payload.Trim();
        }

        return Succeeded;
    }

    private async Task AnswerAsync(Invocation invocation, PayloadBuffer payload)
    {
        logger.Begin(invocation);
        host.SetVariable(LambdaTraceProvider.Variable, invocation.TraceId);
        try
        {
            var context = new LambdaContext(invocation, host, logger, handler.Serializer);
            using var request = new InvocationRequest(payload.AsStream(), context);
            var response = await handler.Handler(request).ConfigureAwait(false);
            await SendAsync(invocation, response).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not RuntimeApiException)
        {
            logger.Write(LogLevel.Error, exception, exception.Message);
            await api.ReportInvocationErrorAsync(invocation.RequestId, exception).ConfigureAwait(false);
        }
        finally
        {
            logger.End();
        }
    }

    private async Task SendAsync(Invocation invocation, InvocationResponse response)
    {
        try
        {
            // Read before it is sent: a stream that fails is the handler's error, not the Runtime API's.
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

    private enum Start
    {
        Ready,
        NotWanted,
        Failed,
    }
}
