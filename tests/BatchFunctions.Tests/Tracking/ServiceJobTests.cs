using System.Net;
using System.Text.Json;
using Amazon.Batch.Model;
using Amazon.Lambda.SQSEvents;
using BatchFunctions.Http;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tests.Http;
using BatchFunctions.Tracking;
using Microsoft.Extensions.DependencyInjection;

namespace BatchFunctions.Tests.Tracking;

/// <summary>Jobs that AWS Batch runs on another service: submitted once, tracked by their events, listed.</summary>
public sealed class ServiceJobTests
{
    private const string Body = """{"jobName":"train","jobQueue":"trainings","serviceJobType":"SAGEMAKER_TRAINING","serviceRequestPayload":"{}","shareIdentifier":"a"}""";

    private readonly FunctionStack _stack = new();
    private readonly List<SubmitServiceJobRequest> _asked = [];

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_job_is_submitted_under_the_caller_s_key_and_recorded()
    {
        var (first, second) = (await SubmitAsync(Body, "key-1"), await SubmitAsync(Body, "key-1"));

        Assert.Equal((HttpStatusCode.Created, "/service-jobs/service-1"), (first.Status, first.Headers["location"]));
        Assert.Equal((HttpStatusCode.Created, first.Body), (second.Status, second.Body));
        var asked = Assert.Single(_asked);
        Assert.Equal(64, asked.ClientToken.Length);
        Assert.Equal(asked.ClientToken, asked.Tags["batch-functions:intent"]);
        var record = await _stack.ServiceJobs.FindAsync("service-1", None);
        Assert.Equal(("train", "trainings", "SUBMITTED", "a"), (record?.JobName, record?.JobQueue, record?.Status, record?.ShareIdentifier));
    }

    [Theory]
    [InlineData("""{"jobName":"train"}""", "/jobQueue")]
    [InlineData("""{"jobName":"train","jobQueue":"q","serviceJobType":"SAGEMAKER_TRAINING","serviceRequestPayload":"{}","onFailure":[{"action":"resubmit","memoryFactor":2}]}""", "/onFailure/0/memoryFactor")]
    [InlineData("""{"jobName":"train","jobQueue":"q","serviceJobType":"SAGEMAKER_TRAINING","serviceRequestPayload":"{}","onFailure":[{"action":"giveUp","exitCodes":[1]}]}""", "/onFailure/0/exitCodes")]
    [InlineData("""{"jobName":"train","jobQueue":"q","serviceJobType":"SAGEMAKER_TRAINING","serviceRequestPayload":"{}","onFailure":[{"action":"giveUp","causes":["Timeout","DependencyFailed"]}]}""", "/onFailure/0/causes/1")]
    [InlineData("""{"jobName":"train","jobQueue":"q","serviceJobType":"SAGEMAKER_TRAINING","serviceRequestPayload":"{}","onFailure":[{"action":"reboot"}]}""", "/onFailure/0/action")]
    [InlineData("""{"jobName":"train","jobQueue":"q","serviceJobType":"SAGEMAKER_TRAINING","serviceRequestPayload":"{}","tags":{"batch-functions:intent":"x"}}""", "/tags/batch-functions:intent")]
    [InlineData("""{"jobName":"train","jobQueue":"q","serviceJobType":"SAGEMAKER_TRAINING","serviceRequestPayload":"{}","retryStrategy":{"attempts":11}}""", "/retryStrategy/attempts")]
    [InlineData("""{"jobName":"train","jobQueue":"q","serviceJobType":"SAGEMAKER_TRAINING","serviceRequestPayload":"{}","timeoutConfig":{"attemptDurationSeconds":59}}""", "/timeoutConfig/attemptDurationSeconds")]
    [InlineData("""{"jobName":"train","jobQueue":"q","serviceJobType":"SAGEMAKER_TRAINING","serviceRequestPayload":"{}","schedulingPriority":10000}""", "/schedulingPriority")]
    [InlineData("""{"jobName":"train","jobQueue":"q","serviceJobType":"SAGEMAKER_TRAINING","serviceRequestPayload":"{}","shareIdentifier":"a b"}""", "/shareIdentifier")]
    public async Task What_AWS_would_refuse_is_refused_by_its_place_and_not_sent(string body, string place)
    {
        var answer = await SubmitAsync(body, null);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        using var problem = JsonDocument.Parse(answer.Body);
        Assert.Contains(place, problem.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()));
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task Events_move_a_service_job_forward_in_whatever_order_they_come()
    {
        await TellAsync(Event("RUNNING", startedAt: 5), Event("SCHEDULED"), Event("SUCCEEDED", startedAt: 5, stoppedAt: 9), Event("RUNNING", startedAt: 5));

        var record = await _stack.ServiceJobs.FindAsync("service-1", None);
        Assert.Equal(("SUCCEEDED", 5L, 9L), (record?.Status, record?.StartedAt?.ToUnixTimeMilliseconds(), record?.StoppedAt?.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task A_preempted_service_job_waits_again()
    {
        await TellAsync(Event("RUNNING", startedAt: 5), Event("RUNNABLE", more: ""","preemptionSummary":{"preemptedAttemptCount":1}"""));

        var record = await _stack.ServiceJobs.FindAsync("service-1", None);
        Assert.Equal(("RUNNABLE", 1), (record?.Status, record?.Preemptions));
    }

    [Fact]
    public async Task A_service_job_that_blocks_its_queue_says_why_until_it_moves_on()
    {
        await TellAsync(Event("RUNNABLE"), Event("RUNNABLE", type: "Batch Service Job Queue Blocked", more: ""","statusReason":"CAPACITY:full" """));
        Assert.Equal("CAPACITY:full", (await _stack.ServiceJobs.FindAsync("service-1", None))?.BlockedReason);

        await TellAsync(Event("SCHEDULED"));
        Assert.Null((await _stack.ServiceJobs.FindAsync("service-1", None))?.BlockedReason);
    }

    [Fact]
    public async Task A_service_job_event_without_a_status_of_AWS_is_given_back_and_stops_no_other()
    {
        var failed = await TellAsync(Event("FLYING"), Event("RUNNABLE"));

        Assert.Equal(["m-0"], failed);
        Assert.Equal("RUNNABLE", (await _stack.ServiceJobs.FindAsync("service-1", None))?.Status);
    }

    [Fact]
    public async Task Service_jobs_are_listed_by_queue_status_and_share_newest_first()
    {
        foreach (var (id, status, share, at) in new[] { ("a", "RUNNING", "x", 1), ("b", "RUNNABLE", "x", 2), ("c", "RUNNABLE", "y", 3) })
        {
            var time = DateTimeOffset.FromUnixTimeMilliseconds(at);
            await _stack.ServiceJobs.TakeAsync(new() { JobId = id, JobName = id, JobQueue = "arn:aws:batch:us-east-1:1:job-queue/trainings", Status = status, ShareIdentifier = share, CreatedAt = time, At = time }, None);
        }

        Assert.Equal(["c", "b", "a"], await ListAsync(new() { ["jobQueue"] = "trainings" }));
        Assert.Equal(["c", "b"], await ListAsync(new() { ["jobQueue"] = "trainings", ["status"] = "RUNNABLE" }));
        Assert.Equal(["b", "a"], await ListAsync(new() { ["jobQueue"] = "trainings", ["shareIdentifier"] = "x" }));
        Assert.Equal([], await ListAsync(new() { ["jobQueue"] = "trainings", ["status"] = "FAILED" }));
        Assert.Equal([], await ListAsync(new() { ["jobQueue"] = "spot" }));
    }

    [Fact]
    public async Task A_list_of_a_queue_that_there_is_not_is_an_error_with_what_was_meant()
    {
        var answer = await AnswerAsync(new() { ["jobQueue"] = "defualt" });

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        using var problem = JsonDocument.Parse(answer.Body);
        var error = Assert.Single(problem.RootElement.GetProperty("errors").EnumerateArray());
        Assert.Equal(("?jobQueue", "There is no job queue 'defualt'. Did you mean 'default'?"), (error.GetProperty("pointer").GetString(), error.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Times_of_a_service_job_stand_as_ISO_8601_beside_the_milliseconds()
    {
        await TellAsync(Event("SUCCEEDED", startedAt: 5, stoppedAt: 9));

        using var body = JsonDocument.Parse((await AnswerAsync(new() { ["jobQueue"] = "trainings" })).Body);
        var job = Assert.Single(body.RootElement.GetProperty("serviceJobs").EnumerateArray());
        foreach (var name in new[] { "createdAt", "startedAt", "stoppedAt", "changedAt" })
        {
            Assert.Equal(job.GetProperty(name).GetInt64(), job.GetProperty(name + "Iso").GetDateTimeOffset().ToUnixTimeMilliseconds());
        }
    }

    private async Task<HttpAnswer> SubmitAsync(string body, string? key)
    {
        var batch = ScriptedBatch.Create().On((SubmitServiceJobRequest asked) =>
        {
            _asked.Add(asked);

            return new SubmitServiceJobResponse { JobId = "service-1", JobName = asked.JobName };
        });
        var headers = key is null ? null : new Dictionary<string, string> { ["idempotency-key"] = key };

        return await HttpAnswer.OfAsync(_stack.CallAsync(Routes.Of("SubmitServiceJob"), new() { Body = body, Headers = headers }, "", services => services.AddSingleton(batch.Client)));
    }

    private async Task<IEnumerable<string?>> ListAsync(Dictionary<string, string> query)
    {
        using var body = JsonDocument.Parse((await AnswerAsync(query)).Body);

        return [.. body.RootElement.GetProperty("serviceJobs").EnumerateArray().Select(job => job.GetProperty("jobId").GetString())];
    }

    private Task<HttpAnswer> AnswerAsync(Dictionary<string, string> query) =>
        HttpAnswer.OfAsync(_stack.CallAsync(Routes.Of("ListServiceJobs"), new() { QueryStringParameters = query }, "", _ => { }));

    /// <summary>The messages that are given back.</summary>
    private async Task<IEnumerable<string>> TellAsync(params string[] events)
    {
        var delivery = new SQSEvent { Records = [.. events.Select((body, n) => new SQSEvent.SQSMessage { MessageId = $"m-{n}", Body = body })] };

        return [.. (await _stack.Handler<JobStateChangedHandler>().JobStateChanged(delivery, _stack.Context)).BatchItemFailures.Select(failure => failure.ItemIdentifier)];
    }

    /// <summary>As in the user guide: the detail of a service job has neither tags nor the payload.</summary>
    private static string Event(string status, long startedAt = 0, long? stoppedAt = null, string type = "Batch Service Job State Change", string more = "") => $$"""
        {"version":"0","id":"e-1","detail-type":"{{type}}","source":"aws.batch","account":"123456789012","time":"2026-03-01T12:00:00Z","region":"us-east-1",
         "resources":["arn:aws:batch:us-east-1:123456789012:service-job/service-1"],
         "detail":{"attempts":[],"createdAt":1,"jobArn":"arn:aws:batch:us-east-1:123456789012:service-job/service-1","jobId":"service-1","jobName":"train",
          "jobQueue":"arn:aws:batch:us-east-1:123456789012:job-queue/trainings","serviceJobType":"SAGEMAKER_TRAINING","startedAt":{{startedAt}},
          {{(stoppedAt is { } at ? $"\"stoppedAt\":{at}," : "")}}"status":"{{status}}"{{more}} } }
        """;
}
