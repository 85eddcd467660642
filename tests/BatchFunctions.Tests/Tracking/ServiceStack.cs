using System.Text.Json;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.CloudWatchEvents.ScheduledEvents;
using Amazon.Lambda.SQSEvents;
using BatchFunctions.Http;
using BatchFunctions.ServiceJobs;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Submitting;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tests.Http;
using BatchFunctions.Tracking;
using Microsoft.Extensions.DependencyInjection;

namespace BatchFunctions.Tests.Tracking;

/// <summary>The functions with an AWS Batch that knows service jobs.</summary>
internal sealed class ServiceStack
{
    public const string Payload = """{"jobName":"train","jobQueue":"trainings","serviceJobType":"SAGEMAKER_TRAINING","serviceRequestPayload":"{}"}""";

    private readonly ScriptedBatch _batch;

    public ServiceStack() => _batch = ScriptedBatch.Create()
        .On((SubmitServiceJobRequest asked) => Submit(asked))
        .On((TerminateServiceJobsRequest asked) => Stop(asked))
        .On((DescribeServiceJobRequest asked) => Described.TryGetValue(asked.JobId, out var job)
            ? job
            : throw new ClientException($"ServiceJob {asked.JobId} does not exist.") { StatusCode = System.Net.HttpStatusCode.BadRequest });

    public FunctionStack Functions { get; } = new();

    /// <summary>Requests that AWS Batch took, one a client token.</summary>
    public List<SubmitServiceJobRequest> Submitted { get; } = [];

    public List<TerminateServiceJobsRequest> Stopped { get; } = [];

    /// <summary>What AWS Batch says of its jobs.</summary>
    public Dictionary<string, DescribeServiceJobResponse> Described { get; } = [];

    /// <summary>What AWS Batch answers instead of taking the next jobs.</summary>
    public Exception? Refusal { get; set; }

    public async Task<string> SubmitAsync(string body)
    {
        var answer = await CallAsync("SubmitServiceJob", body);
        Assert.Equal(System.Net.HttpStatusCode.Created, answer.Status);
        using var document = JsonDocument.Parse(answer.Body);

        return document.RootElement.GetProperty("jobId").GetString() ?? "";
    }

    public Task<HttpAnswer> CallAsync(string operation, string? body, string jobId = "", string? key = null) => HttpAnswer.OfAsync(Functions.CallAsync(
        Routes.Of(operation),
        new APIGatewayHttpApiV2ProxyRequest { Body = body, Headers = key is null ? null : new Dictionary<string, string> { ["idempotency-key"] = key } },
        jobId,
        Parts));

    /// <summary>Gives events to the function; the messages that are given back.</summary>
    public async Task<IEnumerable<string>> TellAsync(params string[] events)
    {
        var delivery = new SQSEvent { Records = [.. events.Select((body, n) => new SQSEvent.SQSMessage { MessageId = $"m-{n}", Body = body })] };

        return [.. (await Functions.HandlerWith<JobStateChangedHandler>(Parts).JobStateChanged(delivery, Functions.Context)).BatchItemFailures.Select(failure => failure.ItemIdentifier)];
    }

    /// <summary>Delivers what is on the submit queue, once.</summary>
    public async Task DrainAsync()
    {
        var messages = Functions.Queue.Drain().Select((message, n) => new SQSEvent.SQSMessage { MessageId = $"m-{n}", Body = JsonSerializer.Serialize(message, QueueJson.Default.QueuedMessage) });
        var answer = await Functions.HandlerWith<SubmitQueuedJobsHandler>(Parts).SubmitQueuedJobs(new SQSEvent { Records = [.. messages] }, Functions.Context);
        Assert.Empty(answer.BatchItemFailures);
    }

    public Task SweepAsync() => Functions.HandlerWith<ReconcileJobsHandler>(Parts).ReconcileJobs(new ScheduledEvent(), Functions.Context);

    public async Task<ServiceJobRecord> FindAsync(string jobId) =>
        await Functions.ServiceJobs.FindAsync(jobId, TestContext.Current.CancellationToken) ?? throw new InvalidOperationException($"There is no record of {jobId}.");

    /// <summary>As in the user guide: the detail of a service job has neither tags, nor the payload, nor isTerminated.</summary>
    public static string Event(string jobId, string status, string? reason = null, string type = "Batch Service Job State Change", string more = "") => $$"""
        {"version":"0","id":"e-1","detail-type":"{{type}}","source":"aws.batch","account":"123456789012","time":"2026-03-01T12:00:00Z","region":"us-east-1",
         "resources":["arn:aws:batch:us-east-1:123456789012:service-job/{{jobId}}"],
         "detail":{"attempts":[],"createdAt":1,"jobArn":"arn:aws:batch:us-east-1:123456789012:service-job/{{jobId}}","jobId":"{{jobId}}","jobName":"train",
          "jobQueue":"arn:aws:batch:us-east-1:123456789012:job-queue/trainings","serviceJobType":"SAGEMAKER_TRAINING","startedAt":5,
          {{(reason is null ? "" : $"\"statusReason\":\"{reason}\",")}}"status":"{{status}}"{{more}} } }
        """;

    /// <summary>As in the user guide, service job preemption events.</summary>
    public static string Preemption(string jobId, string type, string status, string time, string more) => $$"""
        {"version":"0","id":"e-2","detail-type":"Batch Service Job Preemption {{type}}","source":"aws.batch","account":"123456789012","time":"{{time}}","region":"us-east-1",
         "resources":["arn:aws:batch:us-east-1:123456789012:service-job/{{jobId}}"],
         "detail":{"preemptedJobArn":"arn:aws:batch:us-east-1:123456789012:service-job/{{jobId}}","status":"{{status}}"{{more}} } }
        """;

    private void Parts(IServiceCollection services) => services.AddSingleton<IAmazonBatch>(_batch.Client);

    private SubmitServiceJobResponse Submit(SubmitServiceJobRequest asked)
    {
        if (Refusal is { } refusal)
        {
            throw refusal;
        }

        if (!Submitted.Exists(known => known.ClientToken == asked.ClientToken))
        {
            Submitted.Add(asked);
        }

        var jobId = $"service-{Submitted.FindIndex(known => known.ClientToken == asked.ClientToken) + 1}";
        Described.TryAdd(jobId, new DescribeServiceJobResponse
        {
            JobId = jobId,
            JobName = asked.JobName,
            JobQueue = asked.JobQueue,
            ServiceJobType = asked.ServiceJobType,
            Status = "RUNNABLE",
            CreatedAt = A.Noon.ToUnixTimeMilliseconds(),
            Tags = asked.Tags,
        });

        return new SubmitServiceJobResponse { JobId = jobId, JobName = asked.JobName };
    }

    private TerminateServiceJobsResponse Stop(TerminateServiceJobsRequest asked)
    {
        Stopped.Add(asked);

        return new TerminateServiceJobsResponse { Successful = asked.Jobs, Errors = [] };
    }
}
