using System.Net;
using System.Text.Json;
using Amazon.Batch.Model;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.SQSEvents;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Resubmissions;
using BatchFunctions.Submissions;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Submitting;
using BatchFunctions.Tests.Http;

namespace BatchFunctions.Tests.Jobs;

public sealed class ResubmissionDependenciesTests
{
    private readonly FunctionStack _stack = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task By_hand_what_still_runs_is_waited_for_what_has_failed_is_replaced_and_what_has_succeeded_is_left_out()
    {
        await FailAsync("failed", "ApplicationError");
        await ResubmittedAsync("failed", "stand-in");
        await StandAsync("stand-in", JobStatus.Runnable);
        await StandAsync("running", JobStatus.Running);
        await StandAsync("done", JobStatus.Succeeded);
        await FailAsync(A.JobId, "DependencyFailed", On("failed", "running", "done"));

        Assert.Equal(HttpStatusCode.Created, (await ResubmitAsync(A.JobId)).Status);

        Assert.Equal(["stand-in", "running"], DependsOn(Assert.Single(_stack.Batch.Submitted).Request));
    }

    [Fact]
    public async Task By_hand_a_stand_in_that_is_no_job_yet_is_waited_for_on_the_queue()
    {
        await FailAsync("failed", "ApplicationError");
        await _stack.Jobs.RecordDecisionAsync("failed", "RESUBMITTED", "by rule", new() { Tries = [new NextTry { Changes = Changes.None, NotBefore = 0 }] }, A.Noon, None);
        await FailAsync(A.JobId, "DependencyFailed", On("failed"));

        Assert.Equal(HttpStatusCode.Accepted, (await ResubmitAsync(A.JobId, "key")).Status);
        var waiting = Assert.Single(_stack.Queue.Drain(), message => message.Job is not null);
        await DeliverAsync([waiting]);
        Assert.Empty(_stack.Batch.Submitted);

        await _stack.Jobs.LinkResubmissionAsync("failed", "stand-in", None);
        _stack.Queue.Drain();
        await DeliverAsync([waiting]);
        Assert.Equal(["stand-in"], DependsOn(Assert.Single(_stack.Batch.Submitted).Request));
        Assert.Equal(HttpStatusCode.Created, (await ResubmitAsync(A.JobId, "key")).Status);
        Assert.Single(_stack.Batch.Submitted);
    }

    [Fact]
    public async Task Nobody_waits_for_a_stand_in_whose_claim_was_all_that_ever_came_of_it()
    {
        await FailAsync("failed", "ApplicationError");
        // A person's request that died between its claim and its intent, and was never repeated.
        Assert.Null(await _stack.Jobs.ClaimSuccessorAsync("failed", new string('c', 64), _stack.Clock.GetUtcNow(), None) is { Token: var token } && token != new string('c', 64) ? token : null);
        await FailAsync(A.JobId, "DependencyFailed", On("failed"));
        Assert.Equal(HttpStatusCode.Accepted, (await ResubmitAsync(A.JobId, "key")).Status);
        var waiting = Assert.Single(_stack.Queue.Drain(), message => message.Job is not null);

        await DeliverAsync([waiting]);
        var stillWaits = _stack.Queue.Drain();
        _stack.Clock.Advance(IntentRules.AbandonAfter);
        await DeliverAsync([waiting]);

        Assert.Contains(stillWaits, message => message.Job?.Token == waiting.Job?.Token);
        Assert.DoesNotContain(_stack.Queue.Drain(), message => message.Job?.Token == waiting.Job?.Token);
        Assert.Empty(_stack.Batch.Submitted);
        Assert.Contains("nothing came of the request that was to stand in for it", (await _stack.Intents.FindAsync(waiting.Job?.Token ?? "", None))?.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_hand_all_that_failed_and_have_no_successor_are_listed()
    {
        await FailAsync("one", "ApplicationError", decision: "GIVEN_UP");
        await FailAsync("two", "ApplicationError");
        await FailAsync(A.JobId, "DependencyFailed", On("one", "two", "nobody"));

        var (status, body) = await ResubmitAsync(A.JobId);

        Assert.Equal(HttpStatusCode.Conflict, status);
        using var problem = JsonDocument.Parse(body);
        Assert.Equal(
            [
                "one has not succeeded, and nothing stands in for it: resubmit it first.",
                "nobody has not succeeded, and nothing stands in for it: resubmit it first.",
                "two has failed, and it is not decided yet whether it is resubmitted: ask again.",
            ],
            problem.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("message").GetString()));
        Assert.Equal(HttpStatusCode.Created, (await ResubmitAsync("one")).Status);
    }

    [Fact]
    public async Task A_repetition_is_the_same_request_also_when_a_dependency_has_ended_in_between()
    {
        await StandAsync("b", JobStatus.Running);
        await StandAsync("a", JobStatus.Running);
        await FailAsync(A.JobId, "Cancelled", On("a", "b"));

        var first = await ResubmitAsync(A.JobId, "key");
        await StandAsync("b", JobStatus.Succeeded);
        await FailAsync("a", "ApplicationError", decision: "GIVEN_UP");

        Assert.Equal(first, await ResubmitAsync(A.JobId, "key"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ResubmitAsync(A.JobId, "key", """{"jobQueue":"other"}""")).Status);
        Assert.Equal(["a", "b"], DependsOn(Assert.Single(_stack.Batch.Submitted).Request));
    }

    [Fact]
    public async Task A_job_that_had_started_waits_for_nothing_also_when_AWS_Batch_has_forgotten_what_it_waited_for()
    {
        await FailAsync(A.JobId, "ApplicationError", On("forgotten"), attempts: 1);

        await ResubmitAsync(A.JobId);

        Assert.Empty(DependsOn(Assert.Single(_stack.Batch.Submitted).Request));
    }

    [Fact]
    public async Task A_job_that_succeeded_and_is_run_again_waits_for_nothing()
    {
        await _stack.Jobs.RecordSubmissionAsync(A.Submitted().Asking(request => request with { Body = On("forgotten") }), None);
        await StandAsync(A.JobId, JobStatus.Succeeded);

        Assert.Equal(HttpStatusCode.Created, (await ResubmitAsync(A.JobId)).Status);

        Assert.Empty(DependsOn(Assert.Single(_stack.Batch.Submitted).Request));
    }

    [Fact]
    public async Task A_stand_in_that_succeeded_while_the_resubmission_was_queued_is_left_out_too()
    {
        await FailAsync("failed", "ApplicationError");
        await _stack.Jobs.RecordDecisionAsync("failed", "RESUBMITTED", "by rule", new() { Tries = [new NextTry { Changes = Changes.None, NotBefore = 0 }] }, A.Noon, None);
        await FailAsync(A.JobId, "DependencyFailed", On("failed"));
        await ResubmitAsync(A.JobId);
        await ResubmittedAsync("failed", "stand-in");
        await StandAsync("stand-in", JobStatus.Succeeded);

        await WorkAsync();

        Assert.Empty(DependsOn(Assert.Single(_stack.Batch.Submitted).Request));
    }

    [Fact]
    public async Task What_the_caller_says_it_depends_on_is_taken_as_it_is()
    {
        await FailAsync(A.JobId, "DependencyFailed", On("gone"));

        await ResubmitAsync(A.JobId, body: """{"dependsOn":[{"jobId":"other"}]}""");

        Assert.Equal(["other"], DependsOn(Assert.Single(_stack.Batch.Submitted).Request));
    }

    [Fact]
    public async Task The_news_that_a_dependency_has_ended_are_asked_of_AWS_Batch()
    {
        await StandAsync("a", JobStatus.Running);
        _stack.Batch.Details["a"] = new JobDetail { JobId = "a", JobName = "a", JobQueue = "default", JobDefinition = "hello", Status = "SUCCEEDED" };
        await FailAsync(A.JobId, "Cancelled", On("a"));

        await ResubmitAsync(A.JobId);

        Assert.Empty(DependsOn(Assert.Single(_stack.Batch.Submitted).Request));
        Assert.Equal(JobStatus.Succeeded, (await _stack.Jobs.FindAsync("a", None))?.Status);
    }

    [Fact]
    public async Task A_chain_of_stand_ins_is_followed_to_its_end()
    {
        foreach (var (id, next) in new[] { ("one", "two"), ("two", "three") })
        {
            await FailAsync(id, "ApplicationError", decision: "GIVEN_UP");
            await ResubmittedAsync(id, next);
        }

        await StandAsync("three", JobStatus.Running);
        await FailAsync(A.JobId, "DependencyFailed", On("one"));

        await ResubmitAsync(A.JobId);

        Assert.Equal(["three"], DependsOn(Assert.Single(_stack.Batch.Submitted).Request));
    }

    [Fact]
    public async Task An_array_that_never_began_is_resubmitted_as_a_whole_and_its_pairs_stay_pairs()
    {
        const string Array = """{"jobName":"hello","jobQueue":"default","jobDefinition":"hello","arrayProperties":{"size":3},"dependsOn":[{"jobId":"a"},{"jobId":"b","type":"N_TO_N"}]}""";
        await StandAsync("b", JobStatus.Running);
        await FailAsync("a", "ApplicationError", decision: "GIVEN_UP");
        await ResubmittedAsync("a", "a2");
        await StandAsync("a2", JobStatus.Running);
        await FailAsync(A.JobId, "DependencyFailed", Array, arraySize: 3);

        await ResubmitAsync(A.JobId);

        using var body = JsonDocument.Parse(Assert.Single(_stack.Batch.Submitted).Request);
        Assert.Equal("""[{"jobId":"a2"},{"jobId":"b","type":"N_TO_N"}]""", body.RootElement.GetProperty("dependsOn").GetRawText());
        Assert.Equal(3, body.RootElement.GetProperty("arrayProperties").GetProperty("size").GetInt32());
    }

    [Fact]
    public async Task Children_that_wait_for_the_one_before_do_so_also_as_single_jobs()
    {
        await FailArrayAsync("""[{"type":"SEQUENTIAL"}]""", (2, "ApplicationError"), (3, "DependencyFailed"), (4, "DependencyFailed"));

        await ResubmitAsync(A.JobId);
        await WorkAsync();

        var records = await RecordsAsync();
        Assert.Equal([$"{A.JobId}:2", $"{A.JobId}:3", $"{A.JobId}:4"], records.Select(record => record.ResubmitOf));
        Assert.Equal([[], [records[0].JobId], [records[1].JobId]], records.Select(record => DependsOn(record.Request ?? "{}")));
    }

    [Fact]
    public async Task Children_that_wait_for_their_partners_do_so_also_as_single_jobs()
    {
        await FailArrayAsync("""[{"jobId":"partner","type":"N_TO_N"}]""", (1, "DependencyFailed"), (2, "ApplicationError"), (3, "DependencyFailed"));
        await FailAsync("partner", "Unknown", arraySize: 5, decision: "GIVEN_UP");
        foreach (var index in new[] { 1, 3, 4 })
        {
            await _stack.Jobs.RecordFailedChildAsync(new FailedChild("partner", index, "why", "ApplicationError", A.Noon, []), None);
            await _stack.Jobs.LinkResubmissionAsync($"partner:{index}", $"partner-{index}", None);
            await StandAsync($"partner-{index}", index == 3 ? JobStatus.Succeeded : JobStatus.Running);
        }

        await ResubmitAsync(A.JobId);
        await WorkAsync();

        Assert.Equal([["partner-1"], [], []], (await RecordsAsync()).OrderBy(record => record.ResubmitOf, StringComparer.Ordinal).Select(record => DependsOn(record.Request ?? "{}")));
    }

    [Fact]
    public async Task Children_whose_partner_has_no_stand_in_are_not_resubmitted()
    {
        await FailArrayAsync("""[{"jobId":"partner","type":"N_TO_N"}]""", (1, "DependencyFailed"));
        await FailAsync("partner", "Unknown", arraySize: 5, decision: "GIVEN_UP");
        await _stack.Jobs.RecordFailedChildAsync(new FailedChild("partner", 1, "why", "ApplicationError", A.Noon, []), None);

        var (status, body) = await ResubmitAsync(A.JobId);

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("partner:1 has not succeeded", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dependency_that_succeeds_while_the_resubmission_is_queued_is_left_out_since_AWS_Batch_may_have_forgotten_it()
    {
        await StandAsync("a", JobStatus.Running);
        await FailAsync(A.JobId, "Cancelled", On("a"), rules: """[{"causes":["Cancelled"],"action":"resubmit","delaySeconds":43200}]""");
        await DeliverAsync([SubmissionMessages.Decide(A.JobId, 0, A.Noon)]);
        var message = Assert.Single(_stack.Queue.Drain());
        Assert.Equal("a", Assert.Single(message.Job?.DependsOn ?? []).JobId);

        await StandAsync("a", JobStatus.Succeeded);
        _stack.Clock.Advance(TimeSpan.FromDays(8));
        await DeliverAsync([message]);

        Assert.Empty(DependsOn(Assert.Single(_stack.Batch.Submitted).Request));
    }

    private static string On(params string[] ids) =>
        $$"""{"jobName":"hello","jobQueue":"default","jobDefinition":"hello","dependsOn":[{{string.Join(',', ids.Select(id => $$"""{"jobId":"{{id}}"}"""))}}]}""";

    private static string?[] DependsOn(string request)
    {
        using var body = JsonDocument.Parse(request);

        return body.RootElement.TryGetProperty("dependsOn", out var list) ? [.. list.EnumerateArray().Select(entry => entry.GetProperty("jobId").GetString())] : [];
    }

    private async Task StandAsync(string jobId, JobStatus status) => await _stack.Jobs.AdvanceAsync(A.Change(status, jobId: jobId), None);

    private Task ResubmittedAsync(string failed, string jobId) => _stack.Jobs.LinkResubmissionAsync(failed, jobId, None);

    private async Task FailAsync(
        string jobId, string cause, string? request = null, int attempts = 0, int? arraySize = null, string? decision = null, string? rules = null)
    {
        var job = A.Submitted(jobId).Asking(asked => asked with { Body = request ?? asked.Body, ArraySize = arraySize, OnFailure = rules });
        await _stack.Intents.CreateAsync(A.Accepted(job), None);
        await _stack.Jobs.RecordSubmissionAsync(job, None);
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Failed, attempts, jobId) with { Cause = cause }, None);
        if (decision is not null)
        {
            await _stack.Jobs.RecordDecisionAsync(jobId, decision, "by rule", StoredVerdict.Nothing, A.Noon, None);
        }
    }

    private async Task FailArrayAsync(string dependsOn, params (int Index, string Cause)[] children)
    {
        await FailAsync(
            A.JobId,
            "Unknown",
            $$"""{"jobName":"hello","jobQueue":"default","jobDefinition":"hello","arrayProperties":{"size":5},"dependsOn":{{dependsOn}}}""",
            arraySize: 5,
            decision: "GIVEN_UP");
        foreach (var (index, cause) in children)
        {
            JobAttempt[] attempts = cause == "DependencyFailed" ? [] : [new(1, null, null, null, A.Noon, A.Noon)];
            await _stack.Jobs.RecordFailedChildAsync(new FailedChild(A.JobId, index, "why", cause, A.Noon, attempts), None);
        }
    }

    private async Task<IReadOnlyList<JobRecord>> RecordsAsync()
    {
        var records = new List<JobRecord>();
        foreach (var (jobId, _, _) in _stack.Batch.Submitted)
        {
            records.Add(await _stack.Jobs.FindAsync(jobId, None) ?? throw new InvalidOperationException($"{jobId} has no record."));
        }

        return records;
    }

    private async Task WorkAsync()
    {
        for (var round = 0; _stack.Queue.Sent.Count > 0; round++)
        {
            Assert.True(round < 50, "The queue never empties.");
            await DeliverAsync(_stack.Queue.Drain());
            _stack.Clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    private async Task DeliverAsync(IEnumerable<QueuedMessage> messages)
    {
        var answer = await _stack.Handler<SubmitQueuedJobsHandler>().SubmitQueuedJobs(
            new SQSEvent
            {
                Records = [.. messages.Select((message, n) => new SQSEvent.SQSMessage { MessageId = $"m{n}", Body = JsonSerializer.Serialize(message, QueueJson.Default.QueuedMessage) })],
            },
            _stack.Context);
        Assert.Empty(answer.BatchItemFailures);
    }

    private async Task<(HttpStatusCode Status, string Body)> ResubmitAsync(string jobId, string? key = null, string body = "")
    {
        var headers = new Dictionary<string, string> { ["content-type"] = "application/json" };
        if (key is not null)
        {
            headers["idempotency-key"] = key;
        }

        var answer = await HttpAnswer.OfAsync(_stack.Handler<ResubmitJobHandler>().ResubmitJob(
            jobId, new APIGatewayHttpApiV2ProxyRequest { Headers = headers, Body = body }, _stack.Context));

        return (answer.Status, answer.Body);
    }
}
