using Amazon.Batch.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace BatchFunctions.Tests.Failures;

/// <summary>The news of a dependency may come long after those of the job that failed because of it, or never.</summary>
public sealed class LateNewsTests
{
    private readonly FakeTimeProvider _clock = new(A.Noon);
    private readonly InMemoryJobs _jobs = new();
    private readonly InMemoryIntents _intents = new();
    private readonly InMemoryBatch _batch = new();
    private readonly InMemorySubmitQueue _queue = new();
    private readonly RecordingOutcomes _outcomes = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Before_a_dependant_is_decided_about_AWS_Batch_is_asked_for_all_its_open_dependencies_at_once()
    {
        await FailAsync("after", "DependencyFailed", "first", "second", "done");
        await StandAsync("first", JobStatus.Running);
        await StandAsync("second", JobStatus.Runnable);
        await StandAsync("done", JobStatus.Succeeded);
        Tell("first", "FAILED");
        Tell("second", "RUNNING");

        await HandleAsync("after");

        Assert.Equal(["first", "second"], _batch.Described[0]);
        Assert.Equal(JobStatus.Failed, (await _jobs.FindAsync("first", None))?.Status);
        Assert.Null((await _jobs.FindAsync("after", None))?.Decision);
    }

    [Fact]
    public async Task However_late_the_news_of_a_dependency_are_its_dependant_follows_it()
    {
        await FailAsync("after", "DependencyFailed", "first");
        await StandAsync("first", JobStatus.Running);
        Tell("first", "RUNNING");
        for (var looks = 0; looks < 200; looks++)
        {
            await HandleAsync("after", looks);
        }

        Assert.Null((await _jobs.FindAsync("after", None))?.Decision);
        Assert.Empty(_outcomes.Published);

        await FailAsync("first", "SpotInterruption");
        await HandleAsync("first");
        await HandleAsync("after");

        Assert.Equal("RESUBMITTED", (await _jobs.FindAsync("after", None))?.Decision);
    }

    [Fact]
    public async Task A_dependant_is_looked_at_every_few_seconds_and_after_many_looks_by_the_sweep_only()
    {
        await FailAsync("after", "DependencyFailed", "first");
        await StandAsync("first", JobStatus.Running);
        Tell("first", "RUNNING");

        await HandleAsync("after", looks: 0);
        Assert.Equal(("after", 1), _queue.Drain() is [var message] ? (message.DecideJob, message.Waits) : default);

        await HandleAsync("after", looks: 59);
        Assert.Empty(_queue.Sent);
        Assert.False((await _jobs.FindAsync("after", None))?.IsHandled);
    }

    [Fact]
    public async Task A_dependency_that_others_submitted_and_that_still_runs_is_waited_for()
    {
        await FailAsync("after", "DependencyFailed", "first", "theirs");
        await FailAsync("first", "SpotInterruption");
        Tell("theirs", "RUNNING");
        await HandleAsync("first");
        _queue.Drain();

        await HandleAsync("after");

        Assert.Equal(
            [("first", null), (null, "theirs")],
            Assert.Single(_queue.Sent).Message.Job?.DependsOn?.Select(dependency => (dependency.InsteadOf, dependency.JobId)));
    }

    [Fact]
    public async Task A_dependency_that_neither_the_table_nor_AWS_Batch_knows_is_a_fact_and_the_dependant_is_given_up()
    {
        await FailAsync("after", "DependencyFailed", "nobody");

        await HandleAsync("after");

        Assert.Equal(("GIVEN_UP", "It depends on nobody, which is not resubmitted."), await DecisionAsync("after"));
    }

    [Fact]
    public async Task Where_AWS_Batch_cannot_be_asked_nothing_is_decided()
    {
        await FailAsync("after", "DependencyFailed", "first");
        await StandAsync("first", JobStatus.Running);
        _batch.IsMute = true;

        await Assert.ThrowsAsync<HttpRequestException>(() => HandleAsync("after"));

        Assert.Equal((null, null), await DecisionAsync("after"));
    }

    [Fact]
    public async Task A_job_that_somebody_ended_while_it_waited_waits_again_for_what_has_not_succeeded()
    {
        await FailAsync("after", "Cancelled", "first", "second");
        await _jobs.RecordSubmissionAsync(A.Submitted("after").Asking(request => request with { Body = On("first", "second"), OnFailure = """[{"causes":["Cancelled"],"action":"resubmit"}]""" }), None);
        await StandAsync("first", JobStatus.Running);
        await StandAsync("second", JobStatus.Succeeded);
        Tell("first", "RUNNING");

        await HandleAsync("after");

        Assert.Equal("first", Assert.Single(Assert.Single(_queue.Sent).Message.Job?.DependsOn ?? []).JobId);
    }

    [Theory]
    [InlineData("""[{"causes":["ApplicationError"],"action":"resubmit","arrayChildren":true},{"action":"giveUp"}]""", "RESUBMITTED")]
    [InlineData("""[{"action":"giveUp"}]""", "GIVEN_UP")]
    public async Task Children_that_failed_because_of_the_one_before_follow_it(string rules, string decision)
    {
        await FailArrayAsync(rules, """[{"type":"SEQUENTIAL"}]""", (1, "ApplicationError"), (2, "DependencyFailed"), (3, "DependencyFailed"));

        await HandleAsync(A.JobId);

        Assert.Equal(decision, (await DecisionAsync(A.JobId)).Decision);
        Assert.Equal(
            decision == "GIVEN_UP" ? [] : [($"{A.JobId}:1", null), ($"{A.JobId}:2", $"{A.JobId}:1"), ($"{A.JobId}:3", $"{A.JobId}:2")],
            _queue.Sent.Select(sent => (sent.Message.Job?.ResubmitOf, sent.Message.Job?.DependsOn?.Single().InsteadOf)));
    }

    [Fact]
    public async Task Children_that_failed_because_of_their_partners_follow_them_once_those_are_decided_about()
    {
        const string Rules = """[{"causes":["ApplicationError"],"action":"resubmit","arrayChildren":true}]""";
        await FailArrayAsync(Rules, """[{"jobId":"partner","type":"N_TO_N"}]""", (2, "DependencyFailed"), (3, "ApplicationError"));
        await FailArrayAsync(Rules, "[]", "partner", (2, "ApplicationError"));

        await HandleAsync(A.JobId);
        Assert.Equal((null, null), await DecisionAsync(A.JobId));
        await HandleAsync("partner");
        _queue.Drain();
        await HandleAsync(A.JobId);

        Assert.Equal(
            [($"{A.JobId}:2", "partner:2"), ($"{A.JobId}:3", null)],
            _queue.Sent.Select(sent => (sent.Message.Job?.ResubmitOf, sent.Message.Job?.DependsOn?.Single().InsteadOf)).OrderBy(one => one.ResubmitOf));
    }

    [Fact]
    public async Task However_many_partners_have_stand_ins_the_verdict_is_written_in_a_few_words()
    {
        var children = Enumerable.Range(0, 400).ToList();
        await FailArrayAsync(
            """[{"action":"resubmit","arrayChildren":true}]""", """[{"jobId":"partner","type":"N_TO_N"}]""", [.. children.Select(index => (index, "DependencyFailed"))]);
        await FailArrayAsync("[]", "[]", "partner", [.. children.Select(index => (index, "ApplicationError"))]);
        foreach (var index in children)
        {
            await _jobs.LinkResubmissionAsync($"partner:{index}", $"partner-{index}", None);
            await StandAsync($"partner-{index}", JobStatus.Running);
            Tell($"partner-{index}", "RUNNING");
        }

        await HandleAsync(A.JobId);

        Assert.Equal("0-399", Assert.Single((await _jobs.FindAsync(A.JobId, None))?.Verdict?.Tries ?? []).Children);
        Assert.Equal("partner:399", _queue.Sent[^1].Message.Job?.DependsOn?.Single().InsteadOf);
    }

    private static string On(params string[] ids) =>
        $$"""{"jobName":"hello","jobQueue":"default","jobDefinition":"hello","dependsOn":[{{string.Join(',', ids.Select(id => $$"""{"jobId":"{{id}}"}"""))}}]}""";

    private void Tell(string jobId, string status) => _batch.Details[jobId] = new JobDetail
    {
        JobId = jobId,
        JobName = "hello",
        JobQueue = "default",
        JobDefinition = "hello",
        Status = status,
        CreatedAt = A.Noon.ToUnixTimeMilliseconds(),
    };

    private async Task<(string? Decision, string? Why)> DecisionAsync(string jobId) =>
        await _jobs.FindAsync(jobId, None) is { } job ? (job.Decision, job.DecisionReason) : default;

    private async Task StandAsync(string jobId, JobStatus status) => await _jobs.AdvanceAsync(A.Change(status, jobId: jobId), None);

    private async Task FailAsync(string jobId, string cause, params string[] dependsOn)
    {
        await _jobs.RecordSubmissionAsync(A.Submitted(jobId).Asking(request => request with { Body = On(dependsOn) }), None);
        await _jobs.AdvanceAsync(A.Change(JobStatus.Failed, jobId: jobId) with { Cause = cause }, None);
    }

    private Task FailArrayAsync(string rules, string dependsOn, params (int Index, string Cause)[] children) =>
        FailArrayAsync(rules, dependsOn, A.JobId, children);

    private async Task FailArrayAsync(string rules, string dependsOn, string jobId, params (int Index, string Cause)[] children)
    {
        var request = $$"""{"jobName":"hello","jobQueue":"default","jobDefinition":"hello","arrayProperties":{"size":5},"dependsOn":{{dependsOn}}}""";
        await _jobs.RecordSubmissionAsync(A.Submitted(jobId).Asking(asked => asked with { OnFailure = rules, ArraySize = 5, Body = request }), None);
        await _jobs.AdvanceAsync(A.Change(JobStatus.Failed, jobId: jobId) with { Cause = "Unknown", StatusReason = "Array Child Job failed" }, None);
        foreach (var (index, cause) in children)
        {
            JobAttempt[] attempts = cause == "DependencyFailed" ? [] : [new(1, null, null, null, A.Noon, A.Noon)];
            await _jobs.RecordFailedChildAsync(new FailedChild(jobId, index, "why", cause, A.Noon, attempts), None);
        }
    }

    private Task HandleAsync(string jobId, int looks = 0) =>
        TestJobEnds.On(_jobs, _queue, _outcomes, _clock, _intents, _batch).HandleAsync(jobId, looks, None);
}
