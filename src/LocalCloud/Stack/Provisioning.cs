using LocalCloud.Batch;
using LocalCloud.Template;

namespace LocalCloud.Stack;

/// <summary>Makes what the template declares and the services do not have yet, through the services themselves.</summary>
/// <param name="connect">A client of the stack.</param>
internal sealed class Provisioning(StackModel model, Func<LocalClient> connect, TimeProvider time)
{
    /// <summary>Tables and Batch resources, side by side.</summary>
    public Task RunAsync(BatchProvisioner batch, CancellationToken cancellation) => Task.WhenAll(
        Task.Run(() => MakeTablesAsync(cancellation), cancellation),
        Task.Run(() => MakeBatchAsync(batch, cancellation), cancellation));

    private async Task MakeTablesAsync(CancellationToken cancellation)
    {
        using var client = connect();
        TableProvisioner tables = new(client, time);
        foreach (var table in model.Tables)
        {
            await tables.EnsureAsync(table, cancellation);
        }
    }

    private async Task MakeBatchAsync(BatchProvisioner batch, CancellationToken cancellation)
    {
        foreach (var resource in model.Batch)
        {
            await batch.EnsureAsync(resource, cancellation);
        }
    }
}
