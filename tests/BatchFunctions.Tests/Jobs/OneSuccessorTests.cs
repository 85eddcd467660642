using System.Net;
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.SQSEvents;
using BatchFunctions.Jobs;
using BatchFunctions.Resubmissions;
using BatchFunctions.Submissions;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Submitting;
using BatchFunctions.Tests.Http;

namespace BatchFunctions.Tests.Jobs;

public sealed class OneSuccessorTests
{
    private const string Delayed = """[{"action":"resubmit","delaySeconds":600,"arrayChildren":true}]""";

    private readonly FunctionStack _stack = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_rules_resubmission_is_delayed_a_person_is_told_its_token_and_later_its_job()
    {
        await FailAsync(Delayed);
        await DecideAsync();

        var early = await ResubmitAsync();
        Assert.Equal(HttpStatusCode.Conflict, early.Status);
        Assert.Contains($"by the request {FailureDecision.TokenOf(A.JobId)}, whose job is not known yet", Detail(early), StringComparison.Ordinal);

        _stack.Clock.Advance(TimeSpan.FromMinutes(10));
        await WorkAsync();
        Assert.Equal($"The job {A.JobId} is resubmitted already, as {Assert.Single(_stack.Batch.Submitted).JobId}.", Detail(await ResubmitAsync()));
    }

    [Fact]
    public async Task Two_people_who_ask_with_keys_of_their_own_get_one_job_and_each_may_ask_again()
    {
        await FailAsync("""[{"action":"giveUp"}]""");
        await DecideAsync();

        var first = await ResubmitAsync("one");
        var second = await ResubmitAsync("two");
        var again = await ResubmitAsync("one");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Conflict, HttpStatusCode.Created), (first.Status, second.Status, again.Status));
        Assert.Equal(first.Body, again.Body);
        Assert.Contains(Assert.Single(_stack.Batch.Submitted).JobId, Detail(second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_who_is_faster_than_the_rules_has_decided_for_them()
    {
        await FailAsync("""[{"action":"resubmit"}]""");

        Assert.Equal(HttpStatusCode.Created, (await ResubmitAsync()).Status);
        await DecideAsync();
        await WorkAsync();

        var successor = Assert.Single(_stack.Batch.Submitted).JobId;
        var record = await _stack.Jobs.FindAsync(A.JobId, None);
        Assert.Equal(("RESUBMITTED", $"Somebody resubmitted it as {successor} before the rules were asked."), (record?.Decision, record?.DecisionReason));
        Assert.Equal(["Job Resubmitted", "Job Finished"], _stack.Outcomes.Published.Select(happening => happening.DetailType));
    }

    [Fact]
    public async Task While_a_person_s_request_is_not_answered_the_rules_wait_for_what_comes_of_it()
    {
        await FailAsync("""[{"action":"resubmit"}]""");
        _stack.Batch.AnswerNext(new SubmitReply.Throttled("Too Many Requests"));

        Assert.Equal(HttpStatusCode.Accepted, (await ResubmitAsync("key")).Status);
        await DecideAsync();
        Assert.Null((await _stack.Jobs.FindAsync(A.JobId, None))?.Decision);

        await WorkAsync();
        Assert.Single(_stack.Batch.Submitted);
        Assert.Equal("RESUBMITTED", (await _stack.Jobs.FindAsync(A.JobId, None))?.Decision);
    }

    [Fact]
    public async Task A_request_that_AWS_Batch_refused_is_in_nobody_s_way()
    {
        await FailAsync("""[{"action":"giveUp"}]""");
        _stack.Batch.AnswerNext(new SubmitReply.Refused("No such queue."));

        Assert.Equal(HttpStatusCode.BadRequest, (await ResubmitAsync("wrong")).Status);
        Assert.Equal(HttpStatusCode.Created, (await ResubmitAsync("right")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await ResubmitAsync("wrong")).Status);

        Assert.Single(_stack.Batch.Submitted);
    }

    [Fact]
    public async Task A_request_that_lost_its_place_while_it_lay_on_the_queue_is_no_job()
    {
        await FailAsync("""[{"action":"resubmit"}]""");
        await DecideAsync();
        var late = Assert.Single(_stack.Queue.Drain());
        await _stack.Jobs.TakeBackResubmissionAsync(A.JobId, FailureDecision.TokenOf(A.JobId), "among the dead letters", None);

        Assert.Equal(HttpStatusCode.Conflict, (await ResubmitAsync("too soon")).Status);
        _stack.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Created, (await ResubmitAsync("by hand")).Status);
        await _stack.Queue.SendAsync([late], TimeSpan.Zero, None);
        await WorkAsync();

        Assert.Single(_stack.Batch.Submitted);
    }

    [Fact]
    public async Task The_failed_children_of_an_array_are_resubmitted_by_one_of_two_who_ask()
    {
        await FailArrayAsync("""[{"action":"giveUp"}]""");
        await DecideAsync();

        var first = await ResubmitAsync("one");
        Assert.Equal(HttpStatusCode.Accepted, first.Status);
        Assert.Equal(HttpStatusCode.Conflict, (await ResubmitAsync("two")).Status);
        await WorkAsync();

        Assert.Equal(first.Body, (await ResubmitAsync("one")).Body);
        Assert.Equal(HttpStatusCode.Conflict, (await ResubmitAsync("three")).Status);
        Assert.Equal([$"{A.JobId}:1", $"{A.JobId}:3"], (await RecordsAsync()).Select(record => record.ResubmitOf).Order());
    }

    [Fact]
    public async Task Children_that_somebody_resubmitted_are_left_alone_by_rules_that_are_asked_later()
    {
        await FailArrayAsync("""[{"action":"resubmit","arrayChildren":true}]""");
        await ResubmitAsync();
        await WorkAsync();
        await DecideAsync();
        await WorkAsync();

        Assert.Equal(2, _stack.Batch.Submitted.Count);
        var record = await _stack.Jobs.FindAsync(A.JobId, None);
        Assert.Equal(("RESUBMITTED", "Somebody resubmitted its failed children before the rules were asked."), (record?.Decision, record?.DecisionReason));
        Assert.DoesNotContain(_stack.Outcomes.Published, happening => happening.DetailType == "Job Given Up");
    }

    [Fact]
    public async Task A_child_for_which_somebody_was_faster_takes_nothing_back_that_was_decided_about_the_array()
    {
        await FailArrayAsync("""[{"action":"resubmit","arrayChildren":true}]""");
        await DecideAsync();
        await _stack.Jobs.ClaimSuccessorAsync($"{A.JobId}:1", "by hand", A.Noon, None);
        await _stack.Jobs.LinkResubmissionAsync($"{A.JobId}:1", "theirs", None);

        await WorkAsync();

        Assert.Equal($"{A.JobId}:3", Assert.Single(await RecordsAsync()).ResubmitOf);
        Assert.Equal("RESUBMITTED", (await _stack.Jobs.FindAsync(A.JobId, None))?.Decision);
    }

    [Fact]
    public async Task While_the_rules_resubmit_the_children_of_an_array_a_person_cannot()
    {
        await FailArrayAsync(Delayed);
        await DecideAsync();

        Assert.Equal(HttpStatusCode.Conflict, (await ResubmitAsync()).Status);
        _stack.Clock.Advance(TimeSpan.FromMinutes(10));
        await WorkAsync();

        Assert.Equal(2, _stack.Batch.Submitted.Count);
    }

    [Fact]
    public async Task A_child_whose_stand_in_was_refused_can_be_resubmitted_and_the_others_are_not_again()
    {
        await FailArrayAsync("""[{"action":"giveUp"}]""");
        await DecideAsync();
        await ResubmitAsync("one");
        _stack.Batch.AnswerNext(new SubmitReply.Refused("No such definition."));
        await WorkAsync();
        Assert.Single(_stack.Batch.Submitted);

        Assert.Contains("1 failed children", (await ResubmitAsync("two")).Body, StringComparison.Ordinal);
        await WorkAsync();

        Assert.Equal([$"{A.JobId}:1", $"{A.JobId}:3"], (await RecordsAsync()).Select(record => record.ResubmitOf).Order());
    }

    [Fact]
    public async Task The_lineage_of_a_child_counts_from_the_first_job_by_hand_and_by_rule()
    {
        await FailArrayAsync("""[{"action":"resubmit","arrayChildren":true,"maxResubmissions":9}]""", resubmission: 2);
        await ResubmitAsync("one");
        await WorkAsync();
        Assert.All(await RecordsAsync(), record => Assert.Equal(("first", 3), (record.OriginalJobId, record.Resubmission)));

        var other = new OneSuccessorTests();
        await other.FailArrayAsync("""[{"action":"resubmit","arrayChildren":true,"maxResubmissions":9}]""", resubmission: 2);
        await other.DecideAsync();
        await other.WorkAsync();
        Assert.All(await other.RecordsAsync(), record => Assert.Equal(("first", 3), (record.OriginalJobId, record.Resubmission)));
        Assert.Equal(2, other._stack.Batch.Submitted.Count);
    }

    [Fact]
    public async Task A_job_that_succeeded_can_be_run_again_as_often_as_somebody_wants()
    {
        await _stack.Jobs.RecordSubmissionAsync(A.Submitted(), None);
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Succeeded), None);

        Assert.Equal(HttpStatusCode.Created, (await ResubmitAsync()).Status);
        Assert.Equal(HttpStatusCode.Created, (await ResubmitAsync()).Status);
    }

    private static string Detail((HttpStatusCode Status, string Body) answer)
    {
        using var problem = JsonDocument.Parse(answer.Body);

        return problem.RootElement.GetProperty("detail").GetString() ?? "";
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

    private async Task SubmittedAsync(SubmittedJob job)
    {
        await _stack.Intents.CreateAsync(A.Accepted(job), None);
        await _stack.Jobs.RecordSubmissionAsync(job, None);
    }

    private async Task FailAsync(string rules)
    {
        await SubmittedAsync(A.Submitted().Asking(request => request with { OnFailure = rules }));
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Failed, endedAttempts: 1) with { Cause = "ApplicationError" }, None);
    }

    private async Task FailArrayAsync(string rules, int resubmission = 0)
    {
        await SubmittedAsync(A.Submitted().Asking(request => request with
        {
            OnFailure = rules,
            ArraySize = 5,
            Body = """{"jobName":"hello","jobQueue":"default","jobDefinition":"hello","arrayProperties":{"size":5}}""",
            OriginalJobId = resubmission == 0 ? null : "first",
            Resubmission = resubmission,
        }));
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Failed) with { Cause = "Unknown" }, None);
        foreach (var index in new[] { 1, 3 })
        {
            await _stack.Jobs.RecordFailedChildAsync(
                new FailedChild(A.JobId, index, "why", "ApplicationError", A.Noon, [new JobAttempt(1, null, null, null, A.Noon, A.Noon)]), None);
        }
    }

    private Task DecideAsync() => DeliverAsync([SubmissionMessages.Decide(A.JobId, 0, _stack.Clock.GetUtcNow())]);

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

    private async Task<(HttpStatusCode Status, string Body)> ResubmitAsync(string? key = null)
    {
        var headers = new Dictionary<string, string> { ["content-type"] = "application/json" };
        if (key is not null)
        {
            headers["idempotency-key"] = key;
        }

        var answer = await HttpAnswer.OfAsync(_stack.Handler<ResubmitJobHandler>().ResubmitJob(
            A.JobId, new APIGatewayHttpApiV2ProxyRequest { Headers = headers }, _stack.Context));

        return (answer.Status, answer.Body);
    }
}
