using System.ComponentModel;
using System.Security.Cryptography;
using LocalCloud.Gateway;
using LocalCloud.Iam;
using LocalCloud.Lineages;
using LocalCloud.Template;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace LocalCloud.Lambda;

/// <summary>Starts processes of one function beside the pool's loop, and turns what they say into its messages.</summary>
internal sealed class EnvironmentLauncher(FunctionResource function, FunctionHostOptions options, Action<PoolMessage> post) : IAsyncDisposable
{
    private const int SecretDigits = 32;

    // A function may work for long between two calls on the same connection; a runtime has one, a runtime in a shell one for each call.
    private static readonly LoopbackLimits Limits = new(LargestBody: 64 * 1024 * 1024, KeepAlive: TimeSpan.FromDays(1), Connections: 32);

    private readonly List<Task> _launches = [];

    /// <summary>Begins a launch; its end is a message. Called by the pool's loop only.</summary>
    public void Launch()
    {
        _launches.RemoveAll(launch => launch.IsCompleted);
        _launches.Add(LaunchAsync());
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_launches);

    private async Task LaunchAsync()
    {
        // The pool's loop goes on while the process is started.
        await Task.Yield();
        FunctionLog log = new(function, options.Logs, options.Time, options.NewId());
        LoopbackServer? server = null;
        // A child of the process may hang up as soon as it has said what it has to say.
        Arrivals arrivals = new(SocketTransportOptions.CreateDefaultBoundListenSocket);
        FunctionPeers peers = new(options.Peers, options.HoldsSocket);
        EventAtHand atHand = new();
        // AWS: a function's session has its name (Lambda developer guide, execution role). Its keys end with the process.
        var keys = options.Sessions.Open(Caller.Session(function.RoleArn, function.Name) with { AtHand = atHand }, options.Time.GetUtcNow());
        try
        {
            RuntimeEvents events = new(post);
            RuntimeApi api = new(function.Arn, RandomNumberGenerator.GetHexString(SecretDigits, lowercase: true), () => events);
            server = await LoopbackServer.StartAsync(0, arrivals, Limits, peers, api.HandleAsync, options.Loggers, CancellationToken.None);
            var process = FunctionProcess.Start(options.WordsOf(function), options.FolderOf(function), FunctionVariables.For(function, options, api.EndpointOn(server.Port), log.StreamName, keys), log, options.Time);
            peers.Belongs(process.Id);
            ExecutionEnvironment environment = new(process, server, arrivals, log, atHand);
            post(new PoolMessage.Launched(environment));
            events.Belongs(environment);
            var exitCode = await process.Exited;
            // Its last words, or those of a child, may still be on their way to the pool.
            await arrivals.HeardAsync(asking: null, Task.Delay(NextCalls.Patience, options.Time));
            post(new PoolMessage.Exited(environment, exitCode));
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            peers.Belongs(null);
            if (server is not null)
            {
                await server.DisposeAsync();
            }

            await log.DisposeAsync();
            post(new PoolMessage.NotLaunched($"{string.Join(' ', options.WordsOf(function))} could not be started: {exception.Message}"));
        }
        finally
        {
            options.Sessions.Close(keys);
        }
    }

    /// <summary>The process may call before its environment is known here; its calls wait for that moment.</summary>
    private sealed class RuntimeEvents(Action<PoolMessage> post) : IRuntimeEvents
    {
        private readonly TaskCompletionSource<ExecutionEnvironment> _environment = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Belongs(ExecutionEnvironment environment) => _environment.TrySetResult(environment);

        public async Task<Delivery> NextAsync(Arrival? asking, CancellationToken gone)
        {
            TaskCompletionSource<Delivery> waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var hangUp = gone.Register(() => waiting.TrySetCanceled(gone));
            post(new PoolMessage.Next(await _environment.Task, asking, waiting));
            return await waiting.Task;
        }

        public async Task<bool> AnswerAsync(string requestId, ReadOnlyMemory<byte> answer, bool isError)
        {
            TaskCompletionSource<bool> accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
            post(new PoolMessage.Answer(await _environment.Task, requestId, answer, isError, accepted));
            return await accepted.Task;
        }

        public async Task FailInitAsync(ReadOnlyMemory<byte> error) =>
            post(new PoolMessage.InitFailed(await _environment.Task, error));
    }
}
