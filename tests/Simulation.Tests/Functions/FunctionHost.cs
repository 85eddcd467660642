using Amazon.Lambda.Core;
using Simulation.Tests.Kernel;

namespace Simulation.Tests.Functions;

/// <summary>Lambda: finds or starts a process for each invocation and ends what takes too long.</summary>
/// <param name="services">Makes what the handlers of a new process take.</param>
internal sealed class FunctionHost(World world, Func<FunctionProcess, IServiceProvider> services)
{
    private readonly Dictionary<string, Stack<(FunctionProcess Process, IServiceProvider Services)>> _idle = [];
    private int _count;

    /// <summary>Invocations under way.</summary>
    public int Running { get; private set; }

    /// <param name="limit">The function's time-out.</param>
    public Task<InvocationEnd<T>> InvokeAsync<T>(
        string function, TimeSpan limit, Func<IServiceProvider, ILambdaContext, Task<T>> handle)
    {
        var idle = _idle.TryGetValue(function, out var known) ? known : _idle[function] = [];
        if (!idle.TryPop(out var worker))
        {
            var process = new FunctionProcess($"{function}#{++_count}", world);
            worker = (process, services(process));
        }

        var end = new TaskCompletionSource<InvocationEnd<T>>();
        var timeout = world.Schedule.In(limit, () => worker.Process.Die("out of time"));
        Running++;
        worker.Process.Died = () => End(new InvocationEnd<T>.Died());
        world.Start(async () =>
        {
            var outcome = await HandleAsync(worker.Services, handle, new FunctionContext(worker.Process.Name, world));
            if (!worker.Process.IsDead)
            {
                worker.Process.Died = null;
                idle.Push(worker);
                End(outcome);
            }
        });

        return end.Task;

        void End(InvocationEnd<T> how)
        {
            timeout.CallOff();
            Running--;
            end.SetResult(how);
        }
    }

    private static async Task<InvocationEnd<T>> HandleAsync<T>(
        IServiceProvider services, Func<IServiceProvider, ILambdaContext, Task<T>> handle, ILambdaContext context)
    {
        try
        {
            return new InvocationEnd<T>.Answered(await handle(services, context));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // As the runtime does: the service behind the event decides what follows.
            return new InvocationEnd<T>.Failed(exception);
        }
    }
}
