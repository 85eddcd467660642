using BatchFunctions.Jobs;
using BatchFunctions.Submissions;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>What every store does, run on the double and on DynamoDB.</summary>
public abstract class StoreSuite
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    private protected abstract IJobStore Jobs { get; }

    private protected abstract IBlockedQueues Queues { get; }

    private protected abstract ISubmissionStore Submissions { get; }

    [Fact]
    public async Task A_submission_and_news_make_one_record_in_either_order()
    {
        var first = NewId();
        await Jobs.RecordSubmissionAsync(A.Submitted(first), None);
        Assert.NotNull(await Jobs.AdvanceAsync(A.Change(JobStatus.Runnable, jobId: first), None));
        var second = NewId();
        Assert.NotNull(await Jobs.AdvanceAsync(A.Change(JobStatus.Runnable, jobId: second), None));
        await Jobs.RecordSubmissionAsync(A.Submitted(second), None);

        foreach (var id in new[] { first, second })
        {
            var record = await Jobs.FindAsync(id, None);
            Assert.Equal(JobStatus.Runnable, record?.Status);
            Assert.True(record?.IsAccepted);
            Assert.Equal(A.Submitted(id).Request.Token, record?.Token);
        }
    }

    [Theory]
    [InlineData(2_045)]
    [InlineData(100_000)]
    public async Task What_is_too_long_for_an_id_is_the_id_of_nothing(int length)
    {
        string id = new('x', length);

        Assert.Null(await Jobs.FindAsync(id, None));
        Assert.Null(await Jobs.FindAsync(new('é', length), None));
        Assert.Null(await Submissions.FindAsync(id, None));
    }

    [Fact]
    public async Task Only_news_that_rank_higher_move_a_record()
    {
        var id = NewId();
        Assert.NotNull(await Jobs.AdvanceAsync(A.Change(JobStatus.Running, jobId: id), None));
        Assert.Null(await Jobs.AdvanceAsync(A.Change(JobStatus.Starting, jobId: id), None));
        Assert.Null(await Jobs.AdvanceAsync(A.Change(JobStatus.Running, jobId: id), None));
        Assert.NotNull(await Jobs.AdvanceAsync(A.Change(JobStatus.Runnable, endedAttempts: 1, jobId: id), None));
        Assert.NotNull(await Jobs.AdvanceAsync(A.Change(JobStatus.Failed, endedAttempts: 2, jobId: id) with { StatusReason = "why", Cause = "Unknown" }, None));
        Assert.Null(await Jobs.AdvanceAsync(A.Change(JobStatus.Succeeded, endedAttempts: 3, jobId: id), None));

        var record = await Jobs.FindAsync(id, None);
        Assert.Equal((JobStatus.Failed, "why", "Unknown", 2), (record?.Status, record?.StatusReason, record?.Cause, record?.Attempts.Count));
        Assert.Equal(
            [(1, JobStatus.Starting), (1, JobStatus.Running), (2, JobStatus.Runnable), (2, JobStatus.Failed)],
            record?.History.Select(line => (line.Attempt, line.Status)));
        Assert.Equal(A.Change(JobStatus.Failed, 2).Attempts, record?.Attempts);
    }

    [Fact]
    public async Task A_blocked_mark_goes_when_the_job_moves_and_never_comes_late()
    {
        var id = NewId();
        await Jobs.AdvanceAsync(A.Change(JobStatus.Runnable, jobId: id), None);
        Assert.True(await Jobs.MarkBlockedAsync(A.Change(JobStatus.Runnable, jobId: id) with { StatusReason = "CAPACITY" }, None));
        Assert.Equal("CAPACITY", (await Jobs.FindAsync(id, None))?.BlockedReason);
        await Jobs.AdvanceAsync(A.Change(JobStatus.Starting, jobId: id), None);
        Assert.False(await Jobs.MarkBlockedAsync(A.Change(JobStatus.Runnable, jobId: id) with { StatusReason = "CAPACITY" }, None));

        Assert.Null((await Jobs.FindAsync(id, None))?.BlockedReason);
    }

    [Theory]
    [InlineData(1, "later")]
    [InlineData(0, "first")]
    [InlineData(-1, "first")]
    public async Task A_blocked_queue_keeps_the_head_that_was_told_last_whatever_comes_first(int seconds, string expected)
    {
        var name = $"q-{NewId()}";
        var arn = $"arn:aws:batch:us-east-1:123456789012:job-queue/{name}";
        await Queues.RecordAsync(new BlockedQueue(arn, "first", A.Noon), None);
        await Queues.RecordAsync(new BlockedQueue(arn, "later", A.Noon.AddSeconds(seconds)), None);

        Assert.Equal(new BlockedQueue(name, expected, A.Noon.AddSeconds(Math.Max(0, seconds))), await Queues.FindAsync(name, None));
        Assert.Null(await Queues.FindAsync($"{name}-2", None));
    }

    [Fact]
    public async Task The_first_decision_stays_and_one_to_resubmit_is_taken_back_only_while_no_job_has_come_of_it()
    {
        var id = NewId();
        await Jobs.AdvanceAsync(A.Change(JobStatus.Failed, jobId: id), None);
        await Jobs.RecordDecisionAsync(id, "RESUBMITTED", "by rule", StoredVerdict.Nothing, A.Noon, None);
        await Jobs.RecordDecisionAsync(id, "GIVEN_UP", "too late", StoredVerdict.Nothing, A.Noon, None);
        Assert.Equal(("RESUBMITTED", "by rule"), await DecisionAsync(id));

        await Jobs.TakeBackResubmissionAsync(id, FailureDecision.TokenOf(id), "refused", None);
        Assert.Equal(("GIVEN_UP", "refused"), await DecisionAsync(id));

        var linked = NewId();
        await Jobs.AdvanceAsync(A.Change(JobStatus.Failed, jobId: linked), None);
        await Jobs.RecordDecisionAsync(linked, "RESUBMITTED", "by rule", StoredVerdict.Nothing, A.Noon, None);
        await Jobs.LinkResubmissionAsync(linked, "next", None);
        await Jobs.TakeBackResubmissionAsync(linked, FailureDecision.TokenOf(linked), "refused", None);
        Assert.Equal(("RESUBMITTED", "by rule"), await DecisionAsync(linked));
    }

    [Fact]
    public async Task The_containers_of_an_attempt_are_kept()
    {
        var id = NewId();
        ContainerEnd[] ends = [new("main", 75, null, "job/main/1"), new("proxy", null, null, null, IsEssential: false)];
        await Jobs.AdvanceAsync(
            A.Change(JobStatus.Failed, jobId: id) with { Attempts = [new JobAttempt(75, null, null, "job/main/1", null, null) { Containers = ends }] }, None);

        Assert.Equal(ends, Assert.Single((await Jobs.FindAsync(id, None))?.Attempts ?? []).Containers);
    }

    [Fact]
    public async Task What_is_decided_is_read_as_it_was_written_and_claims_the_failed_job()
    {
        var id = NewId();
        await Jobs.AdvanceAsync(A.Change(JobStatus.Failed, jobId: id), None);
        var verdict = new StoredVerdict
        {
            NeedsLook = true,
            Tries =
            [
                new NextTry
                {
                    Changes = new("spot", 0.25m, 1024),
                    NotBefore = 42,
                    Children = "0-3,7",
                    DependsOn = [new Dependency(null, "name", "job", "N_TO_N") { InsteadOf = "failed" }],
                },
                new NextTry { Changes = Changes.None, NotBefore = 43 },
            ],
        };

        var written = await Jobs.RecordDecisionAsync(id, "RESUBMITTED", "by rule", verdict, A.Noon, None);
        var read = await Jobs.FindAsync(id, None);

        foreach (var record in new[] { written, read })
        {
            Assert.Equal((true, false), (record?.Verdict?.NeedsLook, record?.Verdict?.IsTakenBack));
            Assert.Equal([(new Changes("spot", 0.25m, 1024), 42, "0-3,7"), (Changes.None, 43, null)], record?.Verdict?.Tries.Select(next => (next.Changes, next.NotBefore, next.Children)));
            Assert.Equal(verdict.Tries[0].DependsOn, record?.Verdict?.Tries[0].DependsOn);
            Assert.Equal((FailureDecision.TokenOf(id), A.Noon), (record?.SuccessorToken, record?.SuccessorAt));
        }

        Assert.Equal("by rule", (await Jobs.RecordDecisionAsync(id, "GIVEN_UP", "rules were deployed", StoredVerdict.Nothing, A.Noon, None))?.DecisionReason);
        Assert.Null(await Jobs.RecordDecisionAsync(NewId(), "GIVEN_UP", "of nothing", StoredVerdict.Nothing, A.Noon, None));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_request_at_a_time_claims_a_failed_job_and_only_a_claim_that_was_seen_is_replaced(bool isChild)
    {
        var id = NewId();
        await Jobs.AdvanceAsync(A.Change(JobStatus.Failed, jobId: id), None);
        await Jobs.RecordFailedChildAsync(new FailedChild(id, 3, "why", "Unknown", A.Noon, []), None);
        var failed = isChild ? $"{id}:3" : id;

        Assert.Equal("one", await TokenAsync("one", A.Noon));
        Assert.Equal("one", await TokenAsync("two", A.Noon.AddMinutes(1)));
        var seen = await Jobs.ClaimSuccessorAsync(failed, "one", A.Noon.AddMinutes(2), None) ?? throw new InvalidOperationException("There is no claim.");
        Assert.Equal(A.Noon.AddMinutes(2), seen.At);

        await Jobs.ReplaceSuccessorAsync(failed, seen with { At = A.Noon }, "two", A.Noon, None);
        Assert.Equal("one", (await Jobs.FindSuccessorAsync(failed, None))?.Token);
        await Jobs.ReplaceSuccessorAsync(failed, seen, "two", A.Noon, None);
        Assert.Equal("two", (await Jobs.FindSuccessorAsync(failed, None))?.Token);

        await Jobs.LinkResubmissionAsync(failed, "job", None);
        await Jobs.ReplaceSuccessorAsync(failed, new SuccessorClaim("two", A.Noon, null), "three", A.Noon, None);
        Assert.Equal(new SuccessorClaim("two", A.Noon, "job"), (await Jobs.FindSuccessorAsync(failed, None)) is { } claim ? claim with { Verdict = null } : null);

        async Task<string?> TokenAsync(string token, DateTimeOffset at) => (await Jobs.ClaimSuccessorAsync(failed, token, at, None))?.Token;
    }

    [Fact]
    public async Task Only_what_has_failed_can_be_claimed_and_a_decision_to_try_again_is_not_written_beside_a_claim()
    {
        var (running, unlinked, claimed) = (NewId(), NewId(), NewId());
        await Jobs.AdvanceAsync(A.Change(JobStatus.Running, jobId: running), None);
        Assert.Null(await Jobs.ClaimSuccessorAsync(running, "one", A.Noon, None));
        Assert.Null(await Jobs.ClaimSuccessorAsync($"{running}:1", "one", A.Noon, None));
        Assert.Null(await Jobs.ClaimSuccessorAsync(NewId(), "one", A.Noon, None));

        await Jobs.AdvanceAsync(A.Change(JobStatus.Failed, jobId: unlinked), None);
        await Jobs.LinkResubmissionAsync(unlinked, "job", None);
        Assert.Equal(("", "job"), await Jobs.ClaimSuccessorAsync(unlinked, "one", A.Noon, None) is { } claim ? (claim.Token, claim.JobId) : default);

        await Jobs.AdvanceAsync(A.Change(JobStatus.Failed, jobId: claimed), None);
        await Jobs.ClaimSuccessorAsync(claimed, "by hand", A.Noon, None);
        var tries = new StoredVerdict { Tries = [new NextTry { Changes = Changes.None, NotBefore = 0 }] };
        Assert.Null((await Jobs.RecordDecisionAsync(claimed, "RESUBMITTED", "by rule", tries, A.Noon, None))?.Decision);
        Assert.Equal("RESUBMITTED", (await Jobs.RecordDecisionAsync(claimed, "RESUBMITTED", "by hand", StoredVerdict.Nothing, A.Noon, None))?.Decision);
        Assert.Equal("RESUBMITTED", (await Jobs.TakeBackResubmissionAsync(claimed, FailureDecision.TokenOf(claimed), "refused", None))?.Decision);
    }

    [Fact]
    public async Task Failed_children_are_kept_once_and_come_by_index()
    {
        var id = NewId();
        foreach (var index in new[] { 10, 2, 10 })
        {
            await Jobs.RecordFailedChildAsync(new FailedChild(id, index, "why", "Unknown", A.Noon, []), None);
        }

        await Jobs.LinkResubmissionAsync($"{id}:10", "next", None);
        await Jobs.LinkResubmissionAsync($"{id}:10", "later", None);
        Assert.Equal([(2, null), (10, "next")], (await Jobs.FailedChildrenAsync(id, None)).Select(child => (child.Index, child.ResubmittedAs)));
    }

    [Fact]
    public async Task A_list_is_newest_first_and_its_pages_leave_nothing_out()
    {
        var queue = $"q-{NewId()}";
        var ids = new List<string>();
        for (var n = 0; n < 25; n++)
        {
            ids.Add(NewId());
            var status = n % 3 == 0 ? JobStatus.Running : n % 3 == 1 ? JobStatus.Runnable : JobStatus.Failed;
            await Jobs.AdvanceAsync(A.Change(status, jobId: ids[n], createdAt: A.Noon.AddMinutes(n), queue: queue), None);
        }

        ids.Reverse();
        Assert.Equal(ids, await ListAllAsync(new JobQuery { JobQueue = queue, Limit = 4 }));
        Assert.Equal(ids.Where((_, n) => (24 - n) % 3 == 0), await ListAllAsync(new JobQuery { JobQueue = queue, Statuses = [JobStatus.Running], Limit = 4 }));
        Assert.Equal(
            ids[5..15],
            await ListAllAsync(new JobQuery { JobQueue = queue, CreatedAfter = A.Noon.AddMinutes(10), CreatedBefore = A.Noon.AddMinutes(20), Limit = 3 }));
    }

    [Theory]
    [InlineData(6, 3)]
    [InlineData(6, 6)]
    [InlineData(6, 7)]
    [InlineData(1, 1)]
    [InlineData(0, 1)]
    public async Task The_last_page_has_no_token(int count, int limit)
    {
        var (queue, submission) = ($"q-{NewId()}", NewId());
        // Days of their own, far from those of the other tests and of the other rows of this one.
        var start = new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays((100 * count) + (10 * limit));
        for (var n = 0; n < count; n++)
        {
            var id = NewId();
            await Jobs.RecordSubmissionAsync(A.Submitted(id, submission, start.AddMinutes(n), queue: queue), None);
            await Jobs.AdvanceAsync(A.Change((JobStatus)(n % 2), jobId: id, createdAt: start.AddMinutes(n), queue: queue), None);
        }

        var pages = Math.Max(1, (count + limit - 1) / limit);
        Assert.Equal(pages, await CountPagesAsync(new JobQuery { JobQueue = queue, Limit = limit }));
        Assert.Equal(pages, await CountPagesAsync(new JobQuery { SubmissionId = submission, Limit = limit }));
        Assert.Equal(pages, await CountPagesAsync(new JobQuery { CreatedAfter = start, CreatedBefore = start.AddDays(1), Limit = limit }));
    }

    [Fact]
    public async Task A_list_of_no_queue_has_jobs_of_all_by_time()
    {
        // Days of their own, far from those of the other tests.
        var start = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(Random.Shared.Next(200));
        var prefix = $"n{NewId()[..8]}";
        var ids = new List<string>();
        for (var n = 0; n < 9; n++)
        {
            ids.Add(NewId());
            await Jobs.AdvanceAsync(A.Change(JobStatus.Succeeded, jobId: ids[n], createdAt: start.AddHours(n * 9), name: $"{prefix}-{n}"), None);
        }

        ids.Reverse();
        var query = new JobQuery { NamePrefix = prefix, CreatedAfter = start, CreatedBefore = start.AddDays(5), Limit = 2 };
        Assert.Equal(ids, await ListAllAsync(query));
        Assert.Empty(await ListAllAsync(query with { Statuses = [JobStatus.Failed] }));
    }

    [Fact]
    public async Task A_list_of_a_submission_has_its_jobs_only()
    {
        var submission = NewId();
        string[] ids = [NewId(), NewId(), NewId()];
        await Jobs.RecordSubmissionAsync(A.Submitted(ids[0], submission, A.Noon), None);
        await Jobs.RecordSubmissionAsync(A.Submitted(ids[1], submission, A.Noon.AddSeconds(1)), None);
        await Jobs.RecordSubmissionAsync(A.Submitted(ids[2], NewId(), A.Noon), None);

        Assert.Equal([ids[1], ids[0]], await ListAllAsync(new JobQuery { SubmissionId = submission, Limit = 1 }));
    }

    [Fact]
    public async Task A_submission_goes_forward_only()
    {
        var submission = new Submission
        {
            SubmissionId = NewId(),
            State = SubmissionState.Accepted,
            Source = "s3://b/k",
            Bucket = "b",
            ResultKey = "results/k.json",
            Total = 2,
            ContentHash = "abc",
            CreatedAt = A.Noon,
        };
        Assert.True(await Submissions.CreateAsync(submission, None));
        Assert.False(await Submissions.CreateAsync(submission with { Total = 3 }, None));
        Assert.Equal(submission, await Submissions.FindAsync(submission.SubmissionId, None));

        Assert.Equal(new(1, 2), await Submissions.NoteCountsAsync(submission.SubmissionId, new(1, 2), None));
        Assert.Equal(new(1, 2), await Submissions.NoteCountsAsync(submission.SubmissionId, new(3, 0), None));
        Assert.True(await Submissions.MarkFinishedAsync(submission.SubmissionId, A.Noon.AddSeconds(1), None));
        Assert.False(await Submissions.MarkFinishedAsync(submission.SubmissionId, A.Noon.AddSeconds(2), None));
        await Submissions.MarkQueuedAsync(submission.SubmissionId, None);
        await Submissions.MarkCorrectedAsync(submission.SubmissionId, A.Noon.AddSeconds(3), None);
        Assert.Equal(
            submission with { State = SubmissionState.Finished, FinishedAt = A.Noon.AddSeconds(1), CorrectedAt = A.Noon.AddSeconds(3) },
            await Submissions.FindAsync(submission.SubmissionId, None));
    }

    [Fact]
    public async Task One_that_was_cut_off_is_only_accepted_again_where_somebody_goes_on_and_any_other_stays()
    {
        var (cut, queued) = (NewId(), NewId());
        foreach (var id in new[] { cut, queued })
        {
            await Submissions.CreateAsync(new() { SubmissionId = id, State = SubmissionState.Accepted, Source = "s3://b/k", Total = 2, ContentHash = "abc", CreatedAt = A.Noon }, None);
        }

        await Submissions.MarkCutOffAsync(cut, A.Noon.AddHours(1), None);
        await Submissions.MarkFinishedAsync(cut, A.Noon.AddHours(1), None);
        await Submissions.MarkQueuedAsync(queued, None);

        await Submissions.ReopenAsync(cut, A.Noon.AddHours(2), None);
        await Submissions.ReopenAsync(cut, A.Noon.AddHours(3), None);
        await Submissions.ReopenAsync(queued, A.Noon.AddHours(2), None);

        var reopened = await Submissions.FindAsync(cut, None);
        Assert.Equal(
            (SubmissionState.Accepted, null, null, A.Noon.AddHours(2)),
            (reopened?.State, reopened?.CutOffAt, reopened?.FinishedAt, reopened?.ReopenedAt));
        Assert.Equal(SubmissionState.Queued, (await Submissions.FindAsync(queued, None))?.State);
    }

    [Fact]
    public async Task A_row_with_a_job_replaces_an_error_and_is_never_replaced()
    {
        var id = NewId();
        var corrected = new SubmissionRow(id, 1, "b", "job-b", null);
        Assert.False(await Submissions.RecordRowAsync(new SubmissionRow(id, 1, "b", null, "no"), A.Noon, None));
        Assert.False(await Submissions.RecordRowAsync(new SubmissionRow(id, 0, "a", "job-a", null), A.Noon, None));
        Assert.True(await Submissions.RecordRowAsync(corrected, A.Noon, None));
        Assert.True(await Submissions.RecordRowAsync(corrected, A.Noon, None));
        Assert.False(await Submissions.RecordRowAsync(new SubmissionRow(id, 1, "b", null, "late"), A.Noon, None));
        Assert.False(await Submissions.RecordRowAsync(new SubmissionRow(id, 1, "b", "job-c", null), A.Noon, None));

        Assert.Equal(
            [new SubmissionRow(id, 0, "a", "job-a", null), new SubmissionRow(id, 1, "b", "job-b", null)],
            await Submissions.RowsAsync(id, None));
    }

    private static string NewId() => Guid.NewGuid().ToString();

    private async Task<(string?, string?)> DecisionAsync(string jobId) =>
        await Jobs.FindAsync(jobId, None) is { } job ? (job.Decision, job.DecisionReason) : (null, null);

    private async Task<int> CountPagesAsync(JobQuery query)
    {
        var pages = 0;
        string? next = null;
        do
        {
            Assert.True(++pages < 100, "The list never ends.");
            next = (await Jobs.ListAsync(query with { After = next }, None)).Next;
        }
        while (next is not null);

        return pages;
    }

    private async Task<List<string>> ListAllAsync(JobQuery query)
    {
        var ids = new List<string>();
        string? next = null;
        for (var pages = 0; ; pages++)
        {
            Assert.True(pages < 100, "The list never ends.");
            var page = await Jobs.ListAsync(query with { After = next }, None);
            Assert.True(page.Jobs.Count <= query.Limit);
            ids.AddRange(page.Jobs.Select(job => job.JobId));
            if (page.Next is null)
            {
                return ids;
            }

            next = page.Next;
        }
    }
}
