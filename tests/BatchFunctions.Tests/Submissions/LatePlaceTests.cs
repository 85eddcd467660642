using BatchFunctions.Jobs;
using BatchFunctions.Tests.Doubles;

namespace BatchFunctions.Tests.Submissions;

/// <summary>A job that was answered at once, and whose doubled request was queued as a submission: it gets its place in there at any time.</summary>
public sealed class LatePlaceTests
{
    private const string Submission = "submission";

    private readonly InMemoryJobs _store = new();

    private readonly InMemoryCounts _counts = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    private CountedJobs Jobs => new(_store, _counts);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    public async Task Whenever_a_job_joins_its_submission_what_stands_in_for_it_is_counted(int joinsBefore)
    {
        Func<Task>[] steps =
        [
            () => FailAsync("first"),
            () => DecideAsync("first"),
            () => Jobs.MarkHandledAsync("first", None),
            () => ResubmitAsync("first", "second"),
            () => Jobs.LinkResubmissionAsync("first", "second", None),
            () => FailAsync("second"),
            () => DecideAsync("second"),
            () => Jobs.MarkHandledAsync("second", None),
            () => ResubmitAsync("second", "third"),
            async () =>
            {
                await Jobs.LinkResubmissionAsync("second", "third", None);
                await Jobs.AdvanceAsync(A.Change(JobStatus.Succeeded, jobId: "third"), None);
            },
        ];
        await Jobs.RecordSubmissionAsync(A.Submitted("first"), None);

        foreach (var (index, step) in steps.Index())
        {
            if (index == joinsBefore)
            {
                await JoinAsync();
            }

            await step();
        }

        // Whoever joins comes twice.
        await JoinAsync();
        await JoinAsync();
        var tally = await _counts.ReadAsync(Submission, None);
        Assert.Equal((1, 2, 0), (tally.Submitted, tally.Resubmissions, tally.Open));
        Assert.Equal((2, 1), (tally.Statuses[JobStatus.Failed], tally.Statuses[JobStatus.Succeeded]));
    }

    [Fact]
    public async Task It_is_open_while_what_stands_in_for_a_decided_job_is_no_job_yet()
    {
        await Jobs.RecordSubmissionAsync(A.Submitted("first"), None);
        await FailAsync("first");
        await DecideAsync("first");
        await Jobs.MarkHandledAsync("first", None);

        await JoinAsync();

        var tally = await _counts.ReadAsync(Submission, None);
        Assert.Equal((1, 0, 1), (tally.Submitted, tally.Resubmissions, tally.Open));
    }

    [Fact]
    public async Task A_resubmission_that_was_taken_back_before_is_not_awaited()
    {
        await Jobs.RecordSubmissionAsync(A.Submitted("first"), None);
        await FailAsync("first");
        await DecideAsync("first");
        await Jobs.TakeBackResubmissionAsync("first", FailureDecision.TokenOf("first"), "The queue is gone.", None);

        await JoinAsync();

        Assert.Equal(0, (await _counts.ReadAsync(Submission, None)).Open);
    }

    [Fact]
    public async Task What_somebody_asked_for_is_not_counted_with_the_submission()
    {
        await Jobs.RecordSubmissionAsync(A.Submitted("first"), None);
        await FailAsync("first");
        await Jobs.RecordDecisionAsync("first", FailureDecision.GivenUp, "No rule.", StoredVerdict.Nothing, A.Noon, None);
        await Jobs.RecordSubmissionAsync(A.Submitted("asked").Asking(job => job with { ResubmitOf = "first" }), None);
        await Jobs.LinkResubmissionAsync("first", "asked", None);

        await JoinAsync();
        await Jobs.LinkResubmissionAsync("first", "asked", None);

        var tally = await _counts.ReadAsync(Submission, None);
        Assert.Equal((1, 0, 0), (tally.Submitted, tally.Resubmissions, tally.Open));
        Assert.Null((await _store.FindAsync("asked", None))?.SubmissionId);
    }

    [Fact]
    public async Task A_request_is_placed_after_the_failed_job_or_beside_the_child_that_it_stands_in_for()
    {
        await JoinAsync();
        var failed = await _store.FindAsync("first", None) ?? throw new InvalidOperationException("There is no record.");
        var job = A.Request() with { Token = FailureDecision.TokenOf("first"), ResubmitOf = "first" };
        var child = A.Request() with { Token = FailureDecision.TokenOf("first:7"), ResubmitOf = "first:7" };

        Assert.Equal(new SubmissionPlace(Submission, 0, null, 1), SubmissionPlace.Of(SubmissionPlace.Placed(job, failed)));
        Assert.Equal(new SubmissionPlace(Submission, 0, 7, 1), SubmissionPlace.Of(SubmissionPlace.Placed(child, failed)));
        Assert.Null(SubmissionPlace.Of(SubmissionPlace.Placed(job with { Token = "somebody's" }, failed)));
    }

    private Task JoinAsync() => Jobs.RecordSubmissionAsync(A.Submitted("first", Submission).Asking(job => job with { Row = 0 }), None);

    private async Task FailAsync(string jobId) => await Jobs.AdvanceAsync(A.Change(JobStatus.Failed, jobId: jobId), None);

    private async Task DecideAsync(string jobId) => await Jobs.RecordDecisionAsync(
        jobId, FailureDecision.Resubmitted, "The image could not be pulled.", new() { Tries = [new() { Changes = Changes.None, NotBefore = 0 }] }, A.Noon, None);

    /// <summary>As made by a message that does not know of the submission.</summary>
    private Task ResubmitAsync(string failedJobId, string jobId) => Jobs.RecordSubmissionAsync(
        A.Submitted(jobId).Asking(job => job with { Token = FailureDecision.TokenOf(failedJobId), ResubmitOf = failedJobId }), None);
}
