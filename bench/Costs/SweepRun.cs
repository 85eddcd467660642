using System.Diagnostics;
using Amazon.Batch.Model;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.CloudWatchEvents.ScheduledEvents;
using BatchFunctions.Jobs;
using BatchFunctions.Tracking;
using Microsoft.Extensions.DependencyInjection;

namespace Bench.Costs;

/// <summary>What a lap of the sweep over open jobs has asked for.</summary>
/// <param name="Described">Jobs that AWS Batch was asked about.</param>
/// <param name="Questions">Calls of DescribeJobs.</param>
/// <param name="Took">On the machine that runs it, with a table that answers from memory.</param>
internal sealed record SweepCount(Usage Usage, int Described, int Questions, TimeSpan Took);

/// <summary>Open jobs that stand as they are known, and one lap of the sweep over them.</summary>
internal static class SweepRun
{
    // AWS: items of one BatchWriteItem (API_BatchWriteItem).
    private const int AtATime = 25;

    /// <summary>Longer than StaleAfterMinutes, shorter than StuckAfterMinutes.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(30);

    /// <summary>Of ReconcileJobs, by the template.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(240);

    public static async Task<SweepCount> OfAsync(MeteredStack stack, int jobs, DateTimeOffset now)
    {
        await FillAsync(stack, jobs, now - Age);
        var (before, watch) = (stack.Now, Stopwatch.StartNew());
        while (stack.Batch.Described < jobs)
        {
            await ActivatorUtilities.CreateInstance<ReconcileJobsHandler>(stack.Services).ReconcileJobs(new ScheduledEvent(), stack.Context(Limit));
        }

        return new(stack.Now - before, stack.Batch.Described, stack.Batch.Questions, watch.Elapsed);
    }

    /// <summary>One job is written by the functions' own code, and copied under ids of its own.</summary>
    private static async Task FillAsync(MeteredStack stack, int jobs, DateTimeOffset at)
    {
        var first = $"{Guid.NewGuid()}";
        var store = stack.Services.GetRequiredService<IJobStore>();
        await store.RecordSubmissionAsync(new SubmittedJob(first, Request(first), at), CancellationToken.None);
        await store.AdvanceAsync(JobChangeReader.Read(Detail(first, at), at), CancellationToken.None);
        var item = await stack.Table.ItemAsync(
            new() { ["PK"] = new() { S = $"JOB#{first}" }, ["SK"] = new() { S = "JOB" } }, CancellationToken.None);
        stack.Batch.Standing[first] = Detail(first, at);
        foreach (var some in Enumerable.Range(1, jobs - 1).Chunk(AtATime))
        {
            List<string> ids = [.. some.Select(_ => $"{Guid.NewGuid()}")];
            ids.ForEach(id => stack.Batch.Standing[id] = Detail(id, at));
            await stack.Table.BatchWriteItemAsync(new BatchWriteItemRequest
            {
                RequestItems = new() { [MeteredStack.TableName] = [.. ids.Select(id => new WriteRequest(new PutRequest(Copy(item, first, id))))] },
            });
        }
    }

    private static Dictionary<string, AttributeValue> Copy(Dictionary<string, AttributeValue> item, string of, string id) => item.ToDictionary(
        attribute => attribute.Key,
        attribute => attribute.Value.S is { } text && text.Contains(of, StringComparison.Ordinal) ? new AttributeValue { S = text.Replace(of, id, StringComparison.Ordinal) } : attribute.Value);

    private static JobRequest Request(string id) => new()
    {
        Token = $"{id}{id}".Replace("-", "", StringComparison.Ordinal),
        Body = JobBodies.Of("waits"),
        JobName = "waits",
        JobQueue = "default",
        JobDefinition = "hello",
    };

    private static JobDetail Detail(string id, DateTimeOffset at) => new()
    {
        JobId = id,
        JobName = "waits",
        JobQueue = "default",
        JobDefinition = "hello:1",
        Status = "RUNNABLE",
        CreatedAt = at.ToUnixTimeMilliseconds(),
    };
}
