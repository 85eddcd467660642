using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Amazon;
using Amazon.Batch;
using Amazon.DynamoDBv2;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.SQSEvents;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using BatchFunctions;
using BatchFunctions.Lambda;
using BatchFunctions.Submissions;
using BatchFunctions.Submitting;
using BatchFunctions.Tracking;
using Bench.Meter;
using Bench.Report;
using Microsoft.Extensions.DependencyInjection;
using YamlDotNet.RepresentationModel;

namespace Bench.Costs;

/// <summary>The functions as they are deployed, before a table, a queue and a bus that count, and an AWS Batch that takes every job.</summary>
internal sealed class MeteredStack : IAsyncDisposable
{
    public const string TableName = "jobs";

    private readonly Process _dynalite;
    private readonly ServiceProvider _services;
    private readonly MeteredDynamoDb _table;
    private readonly CountingQueue _queue = new();
    private readonly CountingOutput _output = new();
    private readonly TakingBatch _batch = TakingBatch.Create();
    private readonly CountingBus _bus = CountingBus.Create();
    private readonly YamlMappingNode _template;
    private int _requests;
    private int _invocations;
    private int _receipts;
    private int _messages;

    /// <summary>Events that EventBridge has put on the queue, each by a request of its own.</summary>
    private int _told;

    private MeteredStack(Process dynalite, string url, YamlMappingNode template)
    {
        (_dynalite, _template, _table) = (dynalite, template, new MeteredDynamoDb(url, TableName));
        var services = new ServiceCollection();
        new Startup().ConfigureServices(services);
        services.AddSingleton(new Settings(name => name switch
        {
            "TABLE_NAME" => TableName,
            "SUBMIT_QUEUE_URL" => "http://localhost/submit",
            "EVENT_BUS_NAME" => "bus",
            _ => null,
        }));
        services.AddSingleton(new Metrics(_output, TimeProvider.System));
        services.AddSingleton<IAmazonDynamoDB>(_table);
        services.AddSingleton<IAmazonSQS>(_queue);
        services.AddSingleton<IAmazonS3>(new AmazonS3Client(new AnonymousAWSCredentials(), RegionEndpoint.USEast1));
        services.AddSingleton(_bus.Client);
        // Asked for by what reads jobs of services; a call of it would find nobody, and the run would end with an error.
        services.AddSingleton<IAmazonBatch>(new AmazonBatchClient(new AnonymousAWSCredentials(), new AmazonBatchConfig { ServiceURL = "http://127.0.0.1:9" }));
        services.AddSingleton(_batch.Jobs);
        services.AddSingleton(EveryName.Create());
        // What is counted does not depend on the pace, and a thousand rows need not take minutes.
        services.AddSingleton(new Pace(double.MaxValue, TimeProvider.System));
        _services = services.BuildServiceProvider();
    }

    /// <summary>Whether Lambda itself writes a line for the start and the end of each invocation.</summary>
    public bool IsEachInvocationLogged => !$"{_template["Globals"]["Function"]["LoggingConfig"]}".Contains("SystemLogLevel, WARN", StringComparison.Ordinal);

    public IServiceProvider Services => _services;

    public MeteredDynamoDb Table => _table;

    public TakingBatch Batch => _batch;

    public Usage Now => new(
        _table.WriteUnits, _table.RefusedUnits, _table.ReadUnits, _requests, _invocations, _queue.Calls + (2 * _receipts) + _told, _messages, _bus.Calls, _output.Bytes);

    /// <param name="tree">The source tree whose template is read; its code is that which this program was built with.</param>
    public static async Task<MeteredStack> StartAsync(string tree)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var cli = Path.Combine(Machine.Root, "src/LocalCloud/obj/dynalite/node_modules/dynalite/cli.js");
        var dynalite = Process.Start(new ProcessStartInfo("node", [cli, "--port", port.ToString(CultureInfo.InvariantCulture), "--createTableMs", "0"]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("node did not start.");
        await dynalite.StandardOutput.ReadLineAsync();
        var yaml = new YamlStream();
        yaml.Load(new StringReader(System.Text.RegularExpressions.Regex.Replace(await File.ReadAllTextAsync(Path.Combine(tree, "template.yaml")), @"!\w+", "")));
        var stack = new MeteredStack(dynalite, $"http://127.0.0.1:{port}", (YamlMappingNode)yaml.Documents[0].RootNode);
        await stack._table.CreateTableAsync(TemplateTable.Of(stack._template, TableName));
        while ((await stack._table.DescribeTableAsync(TableName)).Table.TableStatus != TableStatus.ACTIVE)
        {
            await Task.Delay(10);
        }

        return stack;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _table.Dispose();
        _dynalite.Kill();
        await _dynalite.WaitForExitAsync();
        _dynalite.Dispose();
    }

    private async Task<Usage> CountAsync(Func<Task> work)
    {
        var before = Now;
        await work();

        return Now - before;
    }

    /// <summary>Each piece of work, after one that has warmed up what is asked for once.</summary>
    public async Task<IReadOnlyList<(Work Work, Usage Usage)>> CountAllAsync()
    {
        await SingleAsync("warm");

        return
        [
            (Work.Single, await CountAsync(() => SingleAsync("single"))),
            (Work.Manifest, await CountAsync(() => ManifestAsync(WorkSizes.Rows))),
            (Work.Array, await CountAsync(() => ArrayAsync(WorkSizes.Children))),
            (Work.ResubmittedTwice, await CountAsync(ResubmittedTwiceAsync)),
        ];
    }

    /// <summary>POST /jobs, then each piece of news by itself.</summary>
    private async Task SingleAsync(string key)
    {
        var jobId = await SubmitAsync(JobBodies.Of(key), key);
        foreach (var status in JobEvents.OfSuccess)
        {
            await TellAsync([JobEvents.Of(jobId, _batch.Of(jobId), status)]);
        }
    }

    /// <summary>POST /submissions, the workers, then the news of all jobs, as many at a time as the template lets them.</summary>
    private async Task ManifestAsync(int rows)
    {
        var taken = _batch.Taken.Count;
        var manifest = $$"""{"jobs":[{{string.Join(',', Enumerable.Range(0, rows).Select(row => JobBodies.Of($"row-{row}")))}}]}""";
        await AnswerAsync(ActivatorUtilities.CreateInstance<SubmitManifestHandler>(_services).SubmitManifest(Request(manifest, "manifest"), Context()), HttpStatusCode.Accepted);
        await WorkAsync();
        await TellJobsAsync([.. _batch.Taken.Skip(taken)]);
    }

    /// <summary>An array whose children all succeed.</summary>
    private async Task ArrayAsync(int size)
    {
        var jobId = await SubmitAsync(JobBodies.Of("array", size), "array");
        List<string> events = [JobEvents.Of(jobId, _batch.Of(jobId), "PENDING")];
        foreach (var status in JobEvents.OfSuccess)
        {
            events.AddRange(Enumerable.Range(0, size).Select(index => JobEvents.Of($"{jobId}:{index}", _batch.Of(jobId), status, index)));
        }

        events.Add(JobEvents.Of(jobId, _batch.Of(jobId), "SUCCEEDED"));
        foreach (var delivery in Passed(events).Chunk(BatchSize("JobStateChanged")))
        {
            await TellAsync(delivery);
        }
    }

    /// <summary>A job that fails twice, with a rule to try again, and succeeds then.</summary>
    private async Task ResubmittedTwiceAsync()
    {
        var body = JsonNode.Parse(JobBodies.Of("flaky"))?.AsObject() ?? [];
        body["onFailure"] = JsonNode.Parse("""[{"action":"resubmit","maxResubmissions":2}]""");
        var jobId = await SubmitAsync(body.ToJsonString(), "flaky");
        foreach (var end in (string[])["FAILED", "FAILED", "SUCCEEDED"])
        {
            foreach (var status in (string[])["RUNNABLE", "STARTING", "RUNNING", end])
            {
                await TellAsync([JobEvents.Of(jobId, _batch.Of(jobId), status)]);
            }

            await WorkAsync();
            jobId = _batch.Taken[^1];
        }
    }

    /// <param name="limit">What the invocation may take; a minute unless it is told otherwise.</param>
    public CountingContext Context(TimeSpan? limit = null)
    {
        _invocations++;

        return new CountingContext(_output, limit ?? TimeSpan.FromMinutes(1));
    }

    private static APIGatewayHttpApiV2ProxyRequest Request(string body, string key) => new()
    {
        Body = body,
        Headers = new Dictionary<string, string> { ["content-type"] = "application/json", ["idempotency-key"] = key },
    };

    private async Task<string> SubmitAsync(string body, string key)
    {
        await AnswerAsync(ActivatorUtilities.CreateInstance<SubmitJobHandler>(_services).SubmitJob(Request(body, key), Context()), HttpStatusCode.Created);

        return _batch.Taken[^1];
    }

    private async Task AnswerAsync(Task<IHttpResult> asking, HttpStatusCode expected)
    {
        _requests++;
        if ((await asking).StatusCode is var status && status != expected)
        {
            throw new InvalidOperationException($"A request was answered with {status}.");
        }
    }

    /// <summary>The workers, until the queue is empty.</summary>
    private async Task WorkAsync()
    {
        var handler = ActivatorUtilities.CreateInstance<SubmitQueuedJobsHandler>(_services);
        while (_queue.Take(BatchSize("SubmitQueuedJobs")) is { Count: > 0 } messages)
        {
            _receipts++;
            _messages += messages.Count;
            Check(await handler.SubmitQueuedJobs(Delivery(messages), Context()));
        }
    }

    private async Task TellJobsAsync(IReadOnlyList<string> jobIds)
    {
        foreach (var status in JobEvents.OfSuccess)
        {
            foreach (var delivery in jobIds.Chunk(BatchSize("JobStateChanged")))
            {
                await TellAsync([.. delivery.Select(jobId => JobEvents.Of(jobId, _batch.Of(jobId), status))]);
            }
        }
    }

    private async Task TellAsync(string[] events)
    {
        _receipts++;
        _messages += events.Length;
        _told += events.Length;
        Check(await ActivatorUtilities.CreateInstance<JobStateChangedHandler>(_services).JobStateChanged(Delivery(events), Context()));
    }

    /// <summary>What the template's rule lets through: with an alternative in it, of an array's children those that failed.</summary>
    private IEnumerable<string> Passed(IEnumerable<string> events) =>
        ((YamlMappingNode)_template["Resources"]["StateChangeRule"]["Properties"]["EventPattern"]).Children.ContainsKey("$or")
            ? events.Where(happening => !happening.Contains("\"index\"", StringComparison.Ordinal))
            : events;

    private int BatchSize(string function) =>
        int.Parse($"{_template["Resources"][function]["Properties"]["Events"]["Queue"]["Properties"]["BatchSize"]}", CultureInfo.InvariantCulture);

    private static SQSEvent Delivery(IReadOnlyList<string> bodies) => new()
    {
        Records = [.. bodies.Select((body, n) => new SQSEvent.SQSMessage { MessageId = n.ToString(CultureInfo.InvariantCulture), Body = body })],
    };

    private static void Check(SQSBatchResponse answer)
    {
        if (answer.BatchItemFailures.Count > 0)
        {
            throw new InvalidOperationException("A message failed.");
        }
    }
}
