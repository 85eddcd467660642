using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Amazon;
using Amazon.Batch.Model;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using Amazon.Runtime;
using BatchFunctions;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Submitting;
using BatchFunctions.Wire;
using Bench.Report;
using Microsoft.Extensions.DependencyInjection;
using Table = Bench.Report.Table;

namespace Bench.Parts;

/// <summary>The workers of the submit queue, as the template sets them, before an AWS Batch and a table that take their time.</summary>
internal static class WorkersPart
{
    private const int Workers = 4;
    private const int BatchSize = 10;
    private const int Batches = 100;
    private const int Rate = 40;

    private static readonly TimeSpan SubmitJob = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan TableCall = TimeSpan.FromMilliseconds(5);

    public static async Task<IReadOnlyList<Table>> RunAsync()
    {
        var batches = new Queue<SQSEvent>(Enumerable.Range(0, Batches).Select(Batch));
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync(batches)));
        var rate = Batches * BatchSize / watch.Elapsed.TotalSeconds;

        return
        [
            new Table("Submissions from the queue, SubmitJob 150 ms, table 5 ms a call", "workers", "figure", "target", "met")
                .Row(
                    Workers.ToString(CultureInfo.InvariantCulture),
                    Figure.PerSecond(rate).ToString(),
                    Target.AtLeast(rate, 0.98 * Rate, "/s").Words,
                    Target.AtLeast(rate, 0.98 * Rate, "/s").IsMet ? "yes" : "**no**")
                .Note($"{Batches * BatchSize:N0} jobs in batches of ten. The stack's rate is {Rate} a second, which the workers share: more they may not."),
        ];
    }

    private static async Task WorkAsync(Queue<SQSEvent> batches)
    {
        var services = new ServiceCollection();
        new Startup().ConfigureServices(services);
        services.AddSingleton(new Settings(name => name == "TABLE_NAME" ? "jobs" : null));
        services.AddSingleton(new Metrics(TextWriter.Null, TimeProvider.System));
        services.AddSingleton<IAmazonDynamoDB>(new UnhurriedDynamoDb());
        services.AddSingleton<IBatchJobs>(new UnhurriedBatch());
        services.AddSingleton<ISubmitQueue>(new NoQueue());
        await using var provider = services.BuildServiceProvider();
        var handler = ActivatorUtilities.CreateInstance<SubmitQueuedJobsHandler>(provider);
        while (Next(batches) is { } batch)
        {
            var answer = await handler.SubmitQueuedJobs(batch, new Context());
            if (answer.BatchItemFailures.Count > 0)
            {
                throw new InvalidOperationException("A job was not submitted.");
            }
        }
    }

    private static SQSEvent? Next(Queue<SQSEvent> batches)
    {
        lock (batches)
        {
            return batches.TryDequeue(out var batch) ? batch : null;
        }
    }

    private static SQSEvent Batch(int batch) => new()
    {
        Records = [.. Enumerable.Range(batch * BatchSize, BatchSize).Select(row => new SQSEvent.SQSMessage
        {
            MessageId = row.ToString(CultureInfo.InvariantCulture),
            Body = JsonSerializer.Serialize(Message(row), QueueJson.Default.QueuedMessage),
        })],
    };

    private static QueuedMessage Message(int row) => new()
    {
        QueuedAt = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
        Job = new()
        {
            Token = Token.Of(row.ToString(CultureInfo.InvariantCulture)),
            JobName = "row",
            JobQueue = "default",
            JobDefinition = "hello",
            Body = """{"jobName":"row","jobQueue":"default","jobDefinition":"hello"}""",
            SubmissionId = "rows",
            Row = row,
        },
    };

    private sealed class UnhurriedDynamoDb() : AmazonDynamoDBClient(new AnonymousAWSCredentials(), RegionEndpoint.USEast1)
    {
        public override async Task<PutItemResponse> PutItemAsync(PutItemRequest request, CancellationToken cancellationToken = default)
        {
            await Task.Delay(TableCall, cancellationToken);
            return new();
        }

        public override async Task<UpdateItemResponse> UpdateItemAsync(UpdateItemRequest request, CancellationToken cancellationToken = default)
        {
            await Task.Delay(TableCall, cancellationToken);
            // Its condition did not hold: whoever asks goes on with what it knows.
            throw new ConditionalCheckFailedException("The item is another one.");
        }
    }

    private sealed class UnhurriedBatch : IBatchJobs
    {
        public async Task<SubmitReply> SubmitAsync(string request, string token, CancellationToken cancellation)
        {
            await Task.Delay(SubmitJob, cancellation);
            return new SubmitReply.Accepted(Guid.NewGuid().ToString());
        }

        public Task<Finding> FindAsync(LookUp sought, int mostCalls, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<JobDetail>> DescribeAsync(IReadOnlyList<string> jobIds, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<string>> FailedChildrenAsync(string arrayJobId, CancellationToken cancellation) => throw new NotSupportedException();

        public Task CancelAsync(string jobId, string reason, CancellationToken cancellation) => throw new NotSupportedException();

        public Task TerminateAsync(string jobId, string reason, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyDictionary<string, string>> CancelAsync(IReadOnlyList<string> jobIds, string reason, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<IReadOnlyDictionary<string, string>> TerminateAsync(IReadOnlyList<string> jobIds, string reason, CancellationToken cancellation) =>
            throw new NotSupportedException();
    }

    private sealed class NoQueue : ISubmitQueue
    {
        public Task SendAsync(IReadOnlyList<QueuedMessage> messages, TimeSpan delay, CancellationToken cancellation) =>
            throw new NotSupportedException("No job is put back here.");

        public Task GiveUpAsync(QueuedMessage message, string reason, CancellationToken cancellation) =>
            throw new NotSupportedException("No job is given up here.");
    }

    private sealed class Context : ILambdaContext, ILambdaLogger
    {
        public string AwsRequestId => "bench";

        public IClientContext ClientContext => throw new NotSupportedException();

        public string FunctionName => "SubmitQueuedJobs";

        public string FunctionVersion => "1";

        public ICognitoIdentity Identity => throw new NotSupportedException();

        public string InvokedFunctionArn => "";

        public ILambdaLogger Logger => this;

        public string LogGroupName => "";

        public string LogStreamName => "";

        public int MemoryLimitInMB => 256;

        public TimeSpan RemainingTime => TimeSpan.FromSeconds(60);

        public void Log(string message)
        {
            // What the functions say of each job is no part of the measurement.
        }

        public void LogLine(string message)
        {
            // Nor is this.
        }
    }
}
