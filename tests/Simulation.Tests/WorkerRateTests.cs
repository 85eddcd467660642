using System.Globalization;
using System.Text.Json;
using Amazon.Lambda.SQSEvents;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Submitting;
using BatchFunctions.Wire;
using Microsoft.Extensions.DependencyInjection;
using Simulation.Tests.Functions;
using Simulation.Tests.Kernel;

namespace Simulation.Tests;

/// <summary>How fast the workers are, by the simulated clock.</summary>
public sealed class WorkerRateTests
{
    private const int Workers = 4;

    private const int Batches = 60;

    private const int BatchSize = 10;

    private const int Rate = 40;

    /// <summary>From one batch to the next: the queue's event source asks, and the function is invoked.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void Four_workers_submit_forty_jobs_a_second_although_each_SubmitJob_takes_150_milliseconds()
    {
        var world = new World(1);
        world.Disorder.Calm();
        using var stack = new Stack(world, new()) { SubmitWay = TimeSpan.FromMilliseconds(75) };
        var resources = new BatchResources(stack.Engine, world);
        world.Start(resources.CreateAsync);
        world.RunUntil(TimeSpan.FromMinutes(1));
        var batches = new Queue<SQSEvent>(Enumerable.Range(0, Batches).Select(Batch));
        var (began, ended, running) = (world.Now, TimeSpan.Zero, Workers);
        for (var worker = 0; worker < Workers; worker++)
        {
            world.Start(WorkAsync);
        }

        world.RunUntil(began + TimeSpan.FromMinutes(2));

        Assert.Equal(0, running);
        Assert.Equal(Batches * BatchSize, stack.Engine.State.Jobs.All.Count);
        // As fast as the rate, and never faster: of 15 seconds, the first and the last batch may stand out.
        Assert.InRange((ended - began).TotalSeconds, (Batches * BatchSize / Rate) - 1, (Batches * BatchSize / Rate) + 1);

        async Task WorkAsync()
        {
            while (batches.TryDequeue(out var batch))
            {
                var end = await stack.Functions.InvokeAsync("SubmitQueuedJobs", TimeSpan.FromSeconds(60), (services, context) =>
                    ActivatorUtilities.CreateInstance<SubmitQueuedJobsHandler>(services).SubmitQueuedJobs(batch, context));
                Assert.Empty(Assert.IsType<InvocationEnd<SQSBatchResponse>.Answered>(end).Answer.BatchItemFailures);
                await world.PauseAsync(Between);
            }

            running--;
            ended = world.Now;
        }
    }

    private static SQSEvent Batch(int batch) => new()
    {
        Records = [.. Enumerable.Range(0, BatchSize).Select(n => new SQSEvent.SQSMessage
        {
            MessageId = $"{batch}-{n}",
            Body = JsonSerializer.Serialize(Message((batch * BatchSize) + n), QueueJson.Default.QueuedMessage),
        })],
    };

    private static QueuedMessage Message(int row) => new()
    {
        QueuedAt = 0,
        Job = new()
        {
            Token = Token.Of(row.ToString(CultureInfo.InvariantCulture)),
            JobName = $"row-{row}",
            JobQueue = "default",
            JobDefinition = "job",
            Body = $$$"""{"jobName":"row-{{{row}}}","jobQueue":"default","jobDefinition":"job","containerOverrides":{"command":["succeed"]}}""",
            SubmissionId = "rows",
            Row = row,
        },
    };
}
