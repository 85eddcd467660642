using System.Text.Json;

namespace LocalBatch.Testing.Tests;

/// <summary>Code hears of jobs as it would from EventBridge.</summary>
public sealed class EventTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // AWS: of a job that is placed at once the first event says RUNNABLE (seen).
    [Fact]
    public async Task Changes_are_read_in_order_from_the_first_on()
    {
        await using var batch = await LocalBatchServer.StartAsync(cancellation: Cancellation);
        using var client = batch.Client();
        var jobId = await client.SubmitAsync("train");
        await batch.Job(jobId).SucceededAsync(Cancellation);

        Assert.Equal(["RUNNABLE", "STARTING", "RUNNING", "SUCCEEDED"], await batch.StatusesAsync(jobId));
    }

    [Fact]
    public async Task A_handler_gets_the_whole_envelope()
    {
        await using var batch = await LocalBatchServer.StartAsync(new() { Region = "eu-west-1" }, Cancellation);
        using var client = batch.Client();
        List<JobChange> heard = [];
        batch.OnChange(change =>
        {
            heard.Add(change);
            return Task.CompletedTask;
        });

        var jobId = await client.SubmitAsync("train");
        await batch.Job(jobId).SucceededAsync(Cancellation);
        await batch.QuiescentAsync(Cancellation);

        using var envelope = JsonDocument.Parse(heard[^1].Json);
        Assert.Equal(("aws.batch", "eu-west-1"), (envelope.RootElement.GetProperty("source").GetString(), envelope.RootElement.GetProperty("region").GetString()));
        Assert.Equal(jobId, envelope.RootElement.GetProperty("detail").GetProperty("jobId").GetString());
    }

    [Fact]
    public async Task Readers_end_with_the_server()
    {
        var batch = await LocalBatchServer.StartAsync(cancellation: Cancellation);
        var reading = Task.Run(
            async () =>
            {
                var read = 0;
                await foreach (var change in batch.Events.WithCancellation(Cancellation))
                {
                    read++;
                }

                return read;
            },
            Cancellation);

        await batch.DisposeAsync();

        Assert.Equal(0, await reading);
    }
}
