using System.Text.Json;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using BatchFunctions.DynamoDb;
using BatchFunctions.Tracking;
using Bench.Report;
using BenchmarkDotNet.Attributes;

namespace Bench.HotPaths;

/// <summary>A state-change event becomes the conditional update of a record, beside reading the event's JSON alone.</summary>
public class RecordBenchmarks
{
    private readonly string _event;
    private readonly JobTable _jobs;

    /// <summary>The sample event, and a table that takes everything.</summary>
    public RecordBenchmarks()
    {
        using var message = JsonDocument.Parse(File.ReadAllText(Path.Combine(Machine.Root, "events", "job-state-changed.json")));
        _event = message.RootElement.GetProperty("Records")[0].GetProperty("body").GetString() ?? "";
        var table = new BatchFunctions.DynamoDb.Table(new SilentDynamoDb(), "jobs", TimeSpan.FromDays(90));
        _jobs = new(table, new JobIndexes(table, TimeProvider.System));
    }

    /// <summary>Parsed, ranked, put into an update expression.</summary>
    [Benchmark(Description = "event to conditional record update")]
    public Task Advance() => _jobs.AdvanceAsync(BatchEvent.Parse(_event).Change, CancellationToken.None);

    /// <summary>What reading it costs at least.</summary>
    [Benchmark(Description = "the event's JSON alone: JsonDocument.Parse")]
    public int Parse()
    {
        using var document = JsonDocument.Parse(_event);

        return document.RootElement.GetPropertyCount();
    }

    /// <summary>Gives back, whatever is written, a record of one status.</summary>
    private sealed class SilentDynamoDb() : AmazonDynamoDBClient(new AnonymousAWSCredentials(), RegionEndpoint.USEast1)
    {
        private static readonly UpdateItemResponse Taken = new()
        {
            Attributes = new()
            {
                ["PK"] = new() { S = "JOB#11111111-1111-4111-8111-111111111111" },
                ["jobName"] = new() { S = "hello" },
                ["jobQueue"] = new() { S = "default" },
                ["status"] = new() { S = "RUNNING" },
                ["createdAt"] = new() { N = "1772366400000" },
                ["changedAt"] = new() { N = "1772366400000" },
            },
        };

        private static readonly GetItemResponse Found = new() { Item = Taken.Attributes };

        public override Task<GetItemResponse> GetItemAsync(GetItemRequest request, CancellationToken cancellationToken = default) => Task.FromResult(Found);

        public override Task<UpdateItemResponse> UpdateItemAsync(UpdateItemRequest request, CancellationToken cancellationToken = default) => Task.FromResult(Taken);
    }
}
