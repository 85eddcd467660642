using System.Net;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.S3Events;
using Amazon.Lambda.SQSEvents;
using Amazon.Runtime;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Submissions;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Submitting;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tracking;

namespace BatchFunctions.Tests.Observability;

/// <summary>Each line says what it is about.</summary>
public sealed class LogLineTests
{
    private const string Hello = """{"jobName":"hello","jobQueue":"default","jobDefinition":"hello"}""";

    private readonly FunctionStack _stack = new();

    [Fact]
    public async Task A_good_answer_is_told_with_its_route_status_time_and_job()
    {
        await _stack.Handler<SubmitJobHandler>().SubmitJob(new() { Body = Hello }, _stack.Context);

        var line = _stack.Log.Lines[^1];
        Assert.Equal(("Information", "{method} {route} answered {status} in {milliseconds} ms [jobId {jobId}]"), (line.Level, line.Message));
        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["method"] = "POST",
                ["route"] = "/jobs",
                ["status"] = 201,
                ["milliseconds"] = 0L,
                ["jobId"] = "00000000-0000-4000-8000-000000000000",
            },
            line.Fields);
    }

    [Fact]
    public async Task A_problem_is_told_with_the_job_of_the_path_and_the_route_s_template()
    {
        await _stack.Handler<DescribeJobHandler>().DescribeJob("nothing", _stack.Context);

        var line = Assert.Single(_stack.Log.Lines);
        Assert.Equal(("/jobs/{jobId}", 404, "nothing"), (line.Fields["route"], line.Fields["status"], line.Fields["jobId"]));
    }

    [Fact]
    public async Task A_call_that_no_route_answers_is_told_without_its_path()
    {
        await UnknownRouteHandler.UnknownRoute(
            "a/b", new APIGatewayHttpApiV2ProxyRequest { RequestContext = new() { Http = new() { Method = "GET" } } }, _stack.Context);

        Assert.Equal("/{proxy+}", Assert.Single(_stack.Log.Lines).Fields["route"]);
        Assert.DoesNotContain("a/b", _stack.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_service_said_of_itself_is_told_and_its_words_are_not()
    {
        var failing = FailingJobs.With(new AmazonDynamoDBException("One field is 'hush'", ErrorType.Sender, "ValidationException", "aws-1", HttpStatusCode.BadRequest));

        await _stack.HandlerWith<DescribeJobHandler, IJobStore>(failing).DescribeJob("job-1", _stack.Context);

        var line = _stack.Log.Lines[0];
        Assert.Equal(("Warning", "job-1"), (line.Level, line.Fields["jobId"]));
        Assert.Equal(("ValidationException", 400, "aws-1"), (line.Fields["errorCode"], line.Fields["serviceStatus"], line.Fields["serviceRequestId"]));
        Assert.DoesNotContain("hush", _stack.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_permission_is_told_in_the_service_s_words()
    {
        var failing = FailingJobs.With(new AmazonDynamoDBException("not authorized to perform: dynamodb:GetItem", ErrorType.Sender, "AccessDeniedException", "aws-1", HttpStatusCode.Forbidden));

        await _stack.HandlerWith<DescribeJobHandler, IJobStore>(failing).DescribeJob("job-1", _stack.Context);

        Assert.Equal("not authorized to perform: dynamodb:GetItem", _stack.Log.Lines[0].Fields["serviceMessage"]);
    }

    [Fact]
    public async Task Every_line_of_a_queued_job_has_its_submission_and_the_trace_of_who_sent_it()
    {
        await DropAsync(Hello);
        var records = _stack.Queue.Drain().Select((message, n) => new SQSEvent.SQSMessage
        {
            MessageId = $"m{n}",
            Body = JsonSerializer.Serialize(message, QueueJson.Default.QueuedMessage),
            Attributes = new() { ["AWSTraceHeader"] = "Root=1-5759e988-bd862e3fe1be46a994272793" },
        });

        await _stack.Handler<SubmitQueuedJobsHandler>().SubmitQueuedJobs(new SQSEvent { Records = [.. records] }, _stack.Context);

        var submission = _stack.Log.Lines[0].Fields["submissionId"];
        Assert.Equal(["00000000-0000-4000-8000-000000000000"], _stack.Log.Lines.Select(line => line.Fields.GetValueOrDefault("jobId")).OfType<string>());
        Assert.Equal(4, _stack.Log.Lines.Count);
        Assert.All(_stack.Log.Lines, line => Assert.Equal(submission, line.Fields["submissionId"]));
        // The first two are of the drop, which no queue has brought.
        Assert.All(_stack.Log.Lines.Skip(2), line => Assert.Equal("Root=1-5759e988-bd862e3fe1be46a994272793", line.Fields["originTraceId"]));
    }

    [Fact]
    public async Task A_message_that_fails_is_told_with_what_it_is_about()
    {
        var failing = FailingJobs.With(new IOException("disk"));
        var message = new QueuedMessage { DecideJob = "job-1", QueuedAt = 0 };

        await _stack.HandlerWith<SubmitQueuedJobsHandler, IJobStore>(failing).SubmitQueuedJobs(
            new SQSEvent { Records = [new() { MessageId = "m1", Body = JsonSerializer.Serialize(message, QueueJson.Default.QueuedMessage) }] },
            _stack.Context);

        var line = Assert.Single(_stack.Log.Lines);
        Assert.Equal(("Error", "m1", "job-1"), (line.Level, line.Fields["messageId"], line.Fields["jobId"]));
        Assert.IsType<IOException>(line.Exception);
    }

    [Fact]
    public async Task An_event_that_fails_is_told_with_its_job()
    {
        var failing = FailingJobs.With(new IOException("disk"));
        var sample = await File.ReadAllTextAsync(Repository.Path("events", "job-state-changed.json"), TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(sample);
        var body = json.RootElement.GetProperty("Records")[0].GetProperty("body").GetString();

        await _stack.HandlerWith<JobStateChangedHandler, IJobStore>(failing).JobStateChanged(
            new SQSEvent { Records = [new() { MessageId = "m1", Body = body }] }, _stack.Context);

        Assert.Equal("4c7599ae-0a82-49aa-ba5a-4727fcce14a8", Assert.Single(_stack.Log.Lines).Fields["jobId"]);
    }

    private Task DropAsync(string line)
    {
        _stack.Files.Manifests["inbox/jobs.jsonl"] = line;

        return _stack.Handler<ManifestDroppedHandler>().ManifestDropped(
            new S3Event
            {
                Records = [new() { S3 = new() { Bucket = new() { Name = "inbox-bucket" }, Object = new() { Key = "inbox/jobs.jsonl", VersionId = "v1" } } }],
            },
            _stack.Context);
    }
}
