using System.Text.Json;
using BatchFunctions.Failures;
using BatchFunctions.Jobs;
using BatchFunctions.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace BatchFunctions.Tests.Failures;

public sealed class WrittenDecisionTests
{
    private readonly FakeTimeProvider _clock = new(A.Noon);
    private readonly InMemoryJobs _jobs = new();
    private readonly InMemoryIntents _intents = new();
    private readonly InMemorySubmitQueue _queue = new();
    private readonly RecordingOutcomes _outcomes = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rules_that_are_deployed_after_the_decision_change_nothing_that_is_written()
    {
        await FailAsync("OutOfMemory");
        await Record.ExceptionAsync(() => Handler("""[{"action":"resubmit","memoryFactor":2,"delaySeconds":60}]""", new CutPoint(0, after: true)).HandleAsync(A.JobId, 0, None));
        Assert.Empty(_queue.Sent);
        _clock.Advance(TimeSpan.FromSeconds(10));

        await Handler("""[{"action":"resubmit","memoryFactor":8,"jobQueue":"other"}]""").HandleAsync(A.JobId, 0, None);

        var message = Assert.Single(_queue.Sent).Message;
        Assert.Contains("""{"type":"MEMORY","value":"1024"}""", message.Job?.Body, StringComparison.Ordinal);
        Assert.Equal(("default", A.Noon.AddSeconds(60).ToUnixTimeMilliseconds()), (message.Job?.JobQueue, message.NotBefore));
        Assert.Equal(["OutOfMemory: resubmission 1 of 1, 1024 MiB."], Told("Job Resubmitted"));
    }

    [Theory]
    [InlineData("""[{"action":"notify"}]""", """[{"action":"resubmit"}]""", "True By rule for Timeout.")]
    [InlineData("""[{"action":"giveUp"}]""", """[{"action":"notify"}]""", "False By rule for Timeout.")]
    public async Task What_was_given_up_stays_so_and_is_told_as_it_was_decided(string before, string after, string told)
    {
        await FailAsync("Timeout");
        await Record.ExceptionAsync(() => Handler(before, new CutPoint(0, after: true)).HandleAsync(A.JobId, 0, None));

        await Handler(after).HandleAsync(A.JobId, 0, None);

        Assert.Empty(_queue.Sent);
        Assert.Equal([told], _outcomes.Published.Where(happening => happening.DetailType == "Job Given Up").Select(happening => $"{Member(happening.Detail, "needsLook")} {Member(happening.Detail, "why")}"));
    }

    [Fact]
    public async Task A_dependant_goes_on_as_it_was_decided_also_when_its_dependency_s_resubmission_is_taken_back_in_between()
    {
        await FailAsync("SpotInterruption");
        await Handler("""[{"action":"resubmit"}]""").HandleAsync(A.JobId, 0, None);
        await FailAsync("DependencyFailed", "after", $$"""{"jobName":"after","jobQueue":"default","jobDefinition":"hello","dependsOn":[{"jobId":"{{A.JobId}}"}]}""");
        await Record.ExceptionAsync(() => Handler("[]", new CutPoint(0, after: true)).HandleAsync("after", 0, None));
        await _jobs.TakeBackResubmissionAsync(A.JobId, FailureDecision.TokenOf(A.JobId), "refused", None);
        _queue.Drain();

        await Handler("[]").HandleAsync("after", 0, None);

        Assert.Equal(A.JobId, Assert.Single(Assert.Single(_queue.Sent).Message.Job?.DependsOn ?? []).InsteadOf);
        Assert.Equal("What it depends on is resubmitted.", Told("Job Resubmitted")[^1]);
    }

    [Fact]
    public async Task Of_two_reasons_why_a_resubmission_was_not_taken_the_first_is_written_and_told_by_both()
    {
        await FailAsync("SpotInterruption");
        await Handler("""[{"action":"resubmit"}]""").HandleAsync(A.JobId, 0, None);
        var lost = new LostResubmissions(_jobs, _outcomes);

        await lost.TellAsync(A.JobId, FailureDecision.TokenOf(A.JobId), "first", None);
        await lost.TellAsync(A.JobId, FailureDecision.TokenOf(A.JobId), "second", None);

        Assert.Equal(["Its resubmission was not taken: first", "Its resubmission was not taken: first"], Told("Job Given Up"));
    }

    [Fact]
    public async Task Who_dies_between_taking_a_resubmission_back_and_telling_it_tells_it_the_next_time()
    {
        await FailAsync("SpotInterruption");
        await Handler("""[{"action":"resubmit"}]""").HandleAsync(A.JobId, 0, None);
        _outcomes.IsDown = true;

        await Assert.ThrowsAsync<HttpRequestException>(() => new LostResubmissions(_jobs, _outcomes).TellAsync(A.JobId, FailureDecision.TokenOf(A.JobId), "refused", None));
        await new LostResubmissions(_jobs, _outcomes).TellAsync(A.JobId, FailureDecision.TokenOf(A.JobId), "refused", None);

        Assert.Equal(["Its resubmission was not taken: refused"], Told("Job Given Up"));
    }

    [Fact]
    public async Task Somebody_s_own_request_that_is_refused_takes_nothing_back_that_the_rules_decided()
    {
        await FailAsync("SpotInterruption");
        await Handler("""[{"action":"resubmit"}]""").HandleAsync(A.JobId, 0, None);

        await new LostResubmissions(_jobs, _outcomes).TellAsync(A.JobId, "by hand", "refused", None);

        Assert.Equal("RESUBMITTED", (await _jobs.FindAsync(A.JobId, None))?.Decision);
        Assert.Empty(Told("Job Given Up"));
    }

    [Theory]
    [InlineData("", new int[0])]
    [InlineData("7", new[] { 7 })]
    [InlineData("0-2,4,6-7", new[] { 0, 1, 2, 4, 6, 7 })]
    public void Indices_are_written_as_ranges_and_read_again(string text, int[] indices)
    {
        Assert.Equal(text, IndexRanges.Write(indices.Reverse()));
        Assert.Equal(indices, IndexRanges.Read(text));
    }

    private static string Member(string detail, string name)
    {
        using var document = JsonDocument.Parse(detail);

        return document.RootElement.GetProperty(name).ToString();
    }

    private List<string> Told(string type) =>
        [.. _outcomes.Published.Where(happening => happening.DetailType == type).Select(happening => Member(happening.Detail, "why"))];

    private JobEnds Handler(string rules, CutPoint? cut = null) => TestJobEnds.On(
        new CutJobs(_jobs, cut ?? CutPoint.Never), _queue, _outcomes, _clock, _intents, rules: new DefaultRules(DefaultRules.Parse(rules)));

    private async Task FailAsync(string cause, string jobId = A.JobId, string? request = null)
    {
        await _jobs.RecordSubmissionAsync(A.Submitted(jobId).Asking(asked => asked with { Body = request ?? asked.Body }), None);
        await _jobs.AdvanceAsync(A.Change(JobStatus.Failed, jobId: jobId) with { Cause = cause, MemoryMiB = 512 }, None);
    }
}
