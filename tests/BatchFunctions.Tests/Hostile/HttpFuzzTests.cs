using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.TestUtilities;
using BatchFunctions.Failures;
using BatchFunctions.Http;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Manifests;
using BatchFunctions.Records;
using BatchFunctions.Resources;
using BatchFunctions.Resubmissions;
using BatchFunctions.Submissions;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Wire;
using Microsoft.Extensions.Time.Testing;
using Support.Fuzz;

namespace BatchFunctions.Tests.Hostile;

/// <summary>Any request gets an answer below 500, and where it is refused, a problem that says why.</summary>
public sealed class HttpFuzzTests
{
    private const string Submit = """
        {"jobName":"hello","jobQueue":"default","jobDefinition":"hello","parameters":{"a":"1"},"tags":{"team":"x"},"arrayProperties":{"size":2},"dependsOn":[{"jobId":"x","type":"N_TO_N"}],
         "containerOverrides":{"command":["a"],"environment":[{"name":"A","value":"b"}],"resourceRequirements":[{"type":"MEMORY","value":"64"}]},
         "retryStrategy":{"attempts":2,"evaluateOnExit":[{"onExitCode":"1","action":"RETRY"}]},"timeout":{"attemptDurationSeconds":60},
         "onFailure":[{"causes":["OutOfMemory"],"exitCodes":[75],"action":"resubmit","memoryFactor":2,"maxMemoryMiB":64,"delaySeconds":1,"maxResubmissions":3}]}
        """;

    private const string Bulk = """{"filter":{"jobQueue":"default","status":"RUNNABLE","namePrefix":"a","createdAfter":"2026-01-01T00:00:00Z","createdBefore":1,"submissionId":"s"},"reason":"enough","dryRun":true,"nextToken":"MDAw"}""";

    private static readonly string[] Names =
    [
        "jobName", "jobQueue", "jobDefinition", "parameters", "tags", "arrayProperties", "size", "dependsOn", "jobId", "type", "containerOverrides", "command", "environment", "name", "value",
        "resourceRequirements", "retryStrategy", "attempts", "evaluateOnExit", "timeout", "attemptDurationSeconds", "onFailure", "causes", "exitCodes", "action", "memoryFactor", "delaySeconds",
        "filter", "status", "namePrefix", "createdAfter", "createdBefore", "submissionId", "reason", "dryRun", "nextToken", "computeResources", "maxvCpus", "priority", "state", "containerProperties",
    ];

    private static readonly string[] Parameters =
        ["limit", "nextToken", "jobQueue", "status", "namePrefix", "createdAfter", "createdBefore", "submissionId", "attempt", "jobDefinitionName", "x"];

    private readonly FakeTimeProvider _clock = new(A.Noon);
    private readonly InMemoryIntents _intents = new();
    private readonly InMemoryJobs _jobs = new();
    private readonly InMemorySubmissions _submissions = new();
    private readonly InMemorySubmitQueue _queue = new();
    private readonly InMemoryBatch _batch = new();

    private int _ids;

    [Fact]
    public Task Any_job_is_submitted_or_refused() => Law.HoldsAsync(800, random =>
    {
        var submitter = new JobSubmitter(_intents, _jobs, _batch, _clock, NewId);
        var handler = new SubmitJobHandler(submitter, new SubmissionIntake(_submissions, _queue, _clock), new FixedCatalog(), _clock, NewId);

        return HoldsAsync(handler.SubmitJob(Request(random, Submit), new TestLambdaContext()));
    });

    [Fact]
    public Task Any_manifest_is_taken_or_refused() => Law.HoldsAsync(800, random =>
    {
        var handler = new SubmitManifestHandler(new ManifestReader(new FixedCatalog()), new SubmissionIntake(_submissions, _queue, _clock), new InMemoryRecentBodies(), _clock, NewId);
        var format = (ManifestFormat)random.Next(4);
        var request = Request(random, Manifests.Sample(format));
        request.Headers["content-type"] = random.Of("application/json", "application/yaml", "application/jsonl", "text/csv", "text/csv; charset=latin1", HostileText.Printable(random));

        return HoldsAsync(handler.SubmitManifest(request, new TestLambdaContext()));
    });

    [Fact]
    public Task Any_stop_is_carried_out_or_refused() => Law.HoldsAsync(800, random =>
    {
        _batch.Details[A.JobId] = new JobDetail { JobId = A.JobId, Status = random.Of("RUNNABLE", "RUNNING", "", "?") };
        var jobId = random.Chance(0.5) ? A.JobId : HostileText.Next(random);
        var context = new TestLambdaContext();
        var jobs = new FilteredJobs(_jobs, new FixedQueueNames("default"));

        return HoldsAsync(random.Next(5) switch
        {
            0 => new CancelJobHandler(_batch).CancelJob(jobId, Request(random, """{"reason":"enough"}"""), context),
            1 => new TerminateJobHandler(_batch).TerminateJob(jobId, Request(random, """{"reason":"enough"}"""), context),
            2 => new CancelJobsHandler(jobs, _batch, TimeProvider.System).CancelJobs(Request(random, Bulk), context),
            3 => new TerminateJobsHandler(jobs, _batch, TimeProvider.System).TerminateJobs(Request(random, Bulk), context),
            _ => Resubmit().ResubmitJob(jobId, Request(random, Submit), context),
        });
    });

    private ResubmitJobHandler Resubmit()
    {
        var records = new CurrentRecords(_jobs, _batch, new(_jobs, _intents, new(_jobs, _batch), new InMemoryBlockedQueues()), _clock);
        var successors = new Successors(_jobs, _intents, _submissions, _clock);
        var dependencies = new DependencyLook(records, new(records, _jobs, successors));
        var intake = new SubmissionIntake(_submissions, _queue, _clock);

        return new ResubmitJobHandler(
            records,
            new(_intents, dependencies, successors, new(_intents, _jobs, _batch, _clock, NewId), intake),
            new(_jobs, dependencies, successors, intake, _clock),
            _clock,
            NewId);
    }

    [Fact]
    public Task Any_question_is_answered_or_refused() => Law.HoldsAsync(800, random =>
    {
        var (id, request, context) = (HostileText.Next(random), Request(random, ""), new TestLambdaContext());

        return HoldsAsync(random.Next(5) switch
        {
            0 => new ListJobsHandler(new FilteredJobs(_jobs, new FixedQueueNames("default"))).ListJobs(request, context),
            1 => new DescribeJobHandler(_jobs, _batch, new InMemoryBlockedQueues()).DescribeJob(id, context),
            2 => new DescribeSubmissionHandler(_submissions, new InMemoryCounts(), _jobs).DescribeSubmission(id, request, context),
            3 => UnknownRouteHandler.UnknownRoute(id, request, context),
            _ => HttpBorder.AnswerAsync(context, _ => Task.FromResult(Answer.Ok(writer => writer.WriteNumberValue(ResourceQuery.Read(request, "status").Limit)))),
        });
    });

    [Fact]
    public Task Any_resource_is_read_or_refused() => Law.HoldsAsync(800, random =>
    {
        var request = Request(random, """{"computeEnvironmentName":"a","type":"MANAGED","computeResources":{"type":"EC2","maxvCpus":4,"subnets":["a"]},"tags":{"a":"b"}}""");

        return HoldsAsync(HttpBorder.AnswerAsync(new TestLambdaContext(), _ => Task.FromResult(random.Next(3) switch
        {
            0 => Read(ResourceRequest.Body(request, BatchJson.Instance.CreateComputeEnvironmentRequest)),
            1 => Read(ResourceRequest.Body(request, BatchJson.Instance.CreateJobQueueRequest)),
            _ => Read(ResourceRequest.Body(request, BatchJson.Instance.RegisterJobDefinitionRequest)),
        })));

        static IHttpResult Read(object asked) => Answer.Ok(writer => writer.WriteStringValue(asked.GetType().Name));
    });

    private static APIGatewayHttpApiV2ProxyRequest Request(FuzzRandom random, string sample)
    {
        // As API Gateway hands it over: text that is valid Unicode, everything else in base64.
        var body = random.Next(3) switch { 0 => HostileJson.Value(random, Names), 1 => HostileText.Next(random), _ => Mutation.Of(sample, random) };
        var bytes = random.Chance(0.2) ? Mutation.Of(Encoding.UTF8.GetBytes(sample), random) : Encoding.UTF8.GetBytes(body);
        var isText = System.Text.Unicode.Utf8.IsValid(bytes);

        return new()
        {
            Body = isText ? Encoding.UTF8.GetString(bytes) : Convert.ToBase64String(bytes),
            IsBase64Encoded = !isText,
            Headers = new Dictionary<string, string>
            {
                ["content-type"] = random.Chance(0.8) ? "application/json" : HostileText.Printable(random),
                ["idempotency-key"] = random.Chance(0.3) ? HostileText.Printable(random) : "",
            },
            QueryStringParameters = Enumerable.Range(0, random.Next(4)).Select(_ => random.Of(Parameters)).Distinct()
                .ToDictionary(name => name, _ => random.Chance(0.5) ? HostileText.Next(random) : Forged(random)),
        };
    }

    private static string Forged(FuzzRandom random) => PageToken.Of(random.Of("999999999999999", "000000000000000#x", "999999", "-00000", "000001\n", "253402300800000", HostileText.Next(random)));

    private static async Task HoldsAsync(Task<IHttpResult> answering)
    {
        var answer = await answering;
        using var stream = answer.Serialize(new HttpResultSerializationOptions
        {
            Format = HttpResultSerializationOptions.ProtocolFormat.HttpApi,
            Version = HttpResultSerializationOptions.ProtocolVersion.V2,
        });
        using var document = JsonDocument.Parse(stream);
        var body = document.RootElement.GetProperty("body").GetString() ?? "";

        Assert.True(answer.StatusCode < HttpStatusCode.InternalServerError, body);
        using var problem = JsonDocument.Parse(body);
        Assert.True(body.Length < 500_000, $"The answer has {body.Length} characters.");
        if (answer.StatusCode >= HttpStatusCode.BadRequest)
        {
            Assert.Equal("application/problem+json", document.RootElement.GetProperty("headers").GetProperty("content-type").GetString());
            Assert.Equal((int)answer.StatusCode, problem.RootElement.GetProperty("status").GetInt32());
            Assert.NotEqual("", problem.RootElement.GetProperty("detail").GetString());
        }
    }

    private Guid NewId() => new(++_ids, 0, 0, new byte[8]);
}
