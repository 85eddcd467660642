using BatchFunctions.DynamoDb;
using BatchFunctions.Jobs;
using BatchFunctions.ServiceJobs;
using BatchFunctions.Tests.Doubles;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>What every store of service jobs does, run on the double and on DynamoDB.</summary>
public abstract class ServiceJobSuite
{
    private readonly string _queue = $"trainings-{Guid.NewGuid():N}";

    private static CancellationToken None => TestContext.Current.CancellationToken;

    private protected abstract IServiceJobStore Jobs { get; }

    [Fact]
    public async Task Only_news_that_rank_higher_move_a_record_and_the_first_end_is_final()
    {
        Assert.True(await Jobs.TakeAsync(Job(1, "SUBMITTED") with { ShareIdentifier = "a" }, None));
        Assert.True(await Jobs.TakeAsync(Job(1, "RUNNING"), None));
        Assert.False(await Jobs.TakeAsync(Job(1, "SCHEDULED"), None));
        Assert.True(await Jobs.TakeAsync(Job(1, "RUNNABLE") with { Preemptions = 1 }, None));
        Assert.True(await Jobs.TakeAsync(Job(1, "FAILED") with { StatusReason = "why", EndedAttempts = 2 }, None));
        Assert.False(await Jobs.TakeAsync(Job(1, "SUCCEEDED") with { EndedAttempts = 3 }, None));

        var record = await Jobs.FindAsync(Job(1, "").JobId, None);
        Assert.Equal(("FAILED", "why", 2, "a", "SAGEMAKER_TRAINING"), (record?.Status, record?.StatusReason, record?.EndedAttempts, record?.ShareIdentifier, record?.ServiceJobType));
        Assert.Null(await Jobs.FindAsync("nobody", None));
        Assert.Null(await Jobs.FindAsync(new('x', 3_000), None));
    }

    [Fact]
    public async Task A_blocked_mark_goes_when_the_job_moves_and_never_comes_late()
    {
        await Jobs.TakeAsync(Job(2, "RUNNABLE"), None);
        Assert.True(await Jobs.MarkBlockedAsync(Job(2, "RUNNABLE") with { StatusReason = "CAPACITY" }, None));
        Assert.Equal("CAPACITY", (await Jobs.FindAsync(Job(2, "").JobId, None))?.BlockedReason);

        await Jobs.TakeAsync(Job(2, "SCHEDULED"), None);
        Assert.False(await Jobs.MarkBlockedAsync(Job(2, "RUNNABLE") with { StatusReason = "CAPACITY" }, None));
        Assert.Null((await Jobs.FindAsync(Job(2, "").JobId, None))?.BlockedReason);
    }

    [Fact]
    public async Task Pages_go_on_behind_each_other_and_filters_leave_out_what_does_not_fit()
    {
        for (var n = 1; n <= 7; n++)
        {
            await Jobs.TakeAsync(Job(n, n % 2 == 0 ? "RUNNING" : "RUNNABLE") with { ShareIdentifier = n < 4 ? "low" : "high" }, None);
        }

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], await AllAsync(new(_queue, [], null, 3, null)));
        Assert.Equal([6, 4, 2], await AllAsync(new($"arn:aws:batch:us-east-1:1:job-queue/{_queue}", ["RUNNING"], null, 2, null)));
        Assert.Equal([3, 2, 1], await AllAsync(new(_queue, [], "low", 2, null)));
        Assert.Empty(await AllAsync(new(_queue + "x", [], null, 2, null)));
    }

    [Fact]
    public async Task A_page_may_be_bounded_by_time_and_by_the_beginning_of_the_name()
    {
        for (var n = 11; n <= 16; n++)
        {
            await Jobs.TakeAsync(Job(n, "RUNNING") with { JobName = n % 2 == 0 ? "even" : "odd" }, None);
        }

        Assert.Equal([14, 13, 12], await AllAsync(new(_queue, [], null, 2, null) { CreatedAfter = At(12), CreatedBefore = At(15) }));
        Assert.Equal([16, 14], await AllAsync(new(_queue, [], null, 1, null) { NamePrefix = "ev", CreatedAfter = At(13) }));
        Assert.Empty(await AllAsync(new(_queue, [], null, 2, null) { CreatedAfter = At(15), CreatedBefore = At(12) }));
    }

    [Fact]
    public async Task A_request_is_kept_once_and_becomes_one_job_whose_record_and_predecessor_name_each_other()
    {
        await Jobs.TakeAsync(Job(20, "FAILED"), None);
        var request = Request("one") with { ResubmitOf = Job(20, "").JobId, OriginalJobId = Job(20, "").JobId, Resubmission = 1 };

        Assert.Equal(request, await Jobs.KeepRequestAsync(request, None));
        Assert.Equal(request.Hash, (await Jobs.KeepRequestAsync(request with { Body = "{}", Hash = "other" }, None)).Hash);
        await Jobs.RecordSubmissionAsync(Job(21, "").JobId, request, At(21), None);
        await Jobs.TakeAsync(Job(21, "RUNNING"), None);
        await Jobs.RecordSubmissionAsync(Job(21, "").JobId, request, At(99), None);

        var (failed, job) = (await Jobs.FindAsync(Job(20, "").JobId, None), await Jobs.FindAsync(Job(21, "").JobId, None));
        Assert.Equal((Job(21, "").JobId, Job(21, "").JobId), (failed?.Successor?.JobId, (await Jobs.FindRequestAsync(request.Token, None))?.JobId));
        Assert.Equal(("RUNNING", request.Token, 1, Job(20, "").JobId, At(21)), (job?.Status, job?.Token, job?.Resubmission, job?.ResubmitOf, job?.CreatedAt));
        Assert.Equal(["SUBMITTED", "RUNNING"], job?.History.Select(line => line.Status));
        Assert.Null(await Jobs.FindRequestAsync("nobody", None));
    }

    [Fact]
    public async Task One_request_at_a_time_claims_a_failed_job_until_it_is_given_back_or_an_hour_old()
    {
        await Jobs.TakeAsync(Job(30, "FAILED"), None);
        await Jobs.TakeAsync(Job(31, "SUCCEEDED"), None);
        var id = Job(30, "").JobId;

        Assert.Equal("a", (await Jobs.ClaimAsync(id, "a", A.Noon, A.Noon.AddHours(-1), None))?.Token);
        Assert.Equal("a", (await Jobs.ClaimAsync(id, "a", A.Noon.AddMinutes(1), A.Noon.AddMinutes(-59), None))?.Token);
        Assert.Equal("a", (await Jobs.ClaimAsync(id, "b", A.Noon.AddMinutes(30), A.Noon.AddMinutes(-30), None))?.Token);
        Assert.Equal("b", (await Jobs.ClaimAsync(id, "b", A.Noon.AddHours(2), A.Noon.AddHours(1), None))?.Token);
        await Jobs.GiveBackAsync(id, "a", None);
        Assert.Equal("b", (await Jobs.FindAsync(id, None))?.Successor?.Token);
        await Jobs.GiveBackAsync(id, "b", None);
        Assert.Null((await Jobs.FindAsync(id, None))?.Successor);
        Assert.Null(await Jobs.ClaimAsync(Job(31, "").JobId, "a", A.Noon, A.Noon, None));
        Assert.Null(await Jobs.ClaimAsync("nobody", "a", A.Noon, A.Noon, None));
    }

    [Fact]
    public async Task The_first_decision_stays_and_only_one_to_resubmit_is_taken_back()
    {
        await Jobs.TakeAsync(Job(40, "FAILED"), None);
        var (id, token) = (Job(40, "").JobId, FailureDecision.TokenOf(Job(40, "").JobId));
        var verdict = new StoredVerdict { Tries = [new NextTry { Changes = new Changes("others", null, null), NotBefore = 5 }] };

        await Jobs.ClaimAsync(id, "somebody", A.Noon, A.Noon.AddHours(-1), None);
        Assert.Null((await Jobs.DecideAsync(id, FailureDecision.Resubmitted, "why", verdict, A.Noon, None))?.Decision);
        await Jobs.GiveBackAsync(id, "somebody", None);
        Assert.Equal("why", (await Jobs.DecideAsync(id, FailureDecision.Resubmitted, "why", verdict, A.Noon, None))?.DecisionReason);
        var decided = await Jobs.DecideAsync(id, FailureDecision.GivenUp, "late", StoredVerdict.Nothing, A.Noon, None);
        Assert.Equal(("why", token, "others"), (decided?.DecisionReason, decided?.Successor?.Token, decided?.Verdict?.Tries[0].Changes.JobQueue));

        var back = await Jobs.TakeBackAsync(id, token, "refused", None);
        Assert.Equal((FailureDecision.GivenUp, "refused", true, null, 1), (back?.Decision, back?.DecisionReason, back?.Verdict?.IsTakenBack, back?.Successor?.Token, back?.Verdict?.Tries.Count));
        Assert.Equal("refused", (await Jobs.TakeBackAsync(id, token, "again", None))?.DecisionReason);
    }

    [Fact]
    public async Task A_job_is_open_until_all_is_done_about_its_end()
    {
        for (var n = 50; n < 53; n++)
        {
            await Jobs.TakeAsync(Job(n, "RUNNING") with { CreatedAt = Since.AddMilliseconds(n) }, None);
        }

        await Jobs.TakeAsync(Job(51, "FAILED"), None);
        Assert.Equal([50, 51, 52], await OpenAsync());
        await Jobs.MarkHandledAsync(Job(51, "").JobId, None);
        await Jobs.MarkForgottenAsync(Job(52, "").JobId, A.Noon, None);
        Assert.Equal([50], await OpenAsync());
        await Jobs.DropAsync(Job(50, "").JobId, None);
        Assert.Empty(await OpenAsync());
        Assert.Equal((true, true), ((await Jobs.FindAsync(Job(51, "").JobId, None))?.IsHandled, (await Jobs.FindAsync(Job(52, "").JobId, None))?.IsForgotten));

        async Task<IEnumerable<int>> OpenAsync()
        {
            var found = new List<OpenServiceJob>();
            while (await Jobs.OpenAsync(Since, Since.AddSeconds(1), found.LastOrDefault()?.Place, 2, None) is { Count: > 0 } page)
            {
                found.AddRange(page);
            }

            return found.Where(job => job.JobId.StartsWith(_queue, StringComparison.Ordinal)).Select(job => int.Parse(job.JobId.Split('-')[^1], System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task Late_news_and_preemptions_stand_in_the_history_in_their_place_once()
    {
        await Jobs.AddPreemptionAsync("nobody", new(A.Noon, "RUNNING", "why", ServiceJobMoment.PreemptionStarted), None);
        Assert.Null(await Jobs.FindAsync("nobody", None));
        await Jobs.TakeAsync(Job(60, "SUCCEEDED") with { At = A.Noon.AddMinutes(3), Preemptions = 1 }, None);
        for (var twice = 0; twice < 2; twice++)
        {
            await Jobs.TakeAsync(Job(60, "RUNNABLE") with { At = A.Noon.AddMinutes(1), Preemptions = 1 }, None);
            await Jobs.TakeAsync(Job(60, "RUNNING"), None);
            await Jobs.AddPreemptionAsync(Job(60, "").JobId, new(A.Noon.AddMinutes(1), "RUNNABLE", "why", ServiceJobMoment.PreemptionCompleted), None);
            await Jobs.AddPreemptionAsync(Job(60, "").JobId, new(A.Noon.AddMinutes(1), "RUNNING", "why", ServiceJobMoment.PreemptionStarted), None);
        }

        Assert.Equal(
            ["RUNNING", "PREEMPTION_STARTED", "RUNNABLE", "PREEMPTION_COMPLETED", "SUCCEEDED"],
            (await Jobs.FindAsync(Job(60, "").JobId, None))?.History.Select(line => line.Preemption ?? line.Status));
    }

    /// <summary>A time of this test alone: the table is one for all.</summary>
    private static DateTimeOffset Since { get; } = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static DateTimeOffset At(int n) => DateTimeOffset.FromUnixTimeMilliseconds(n);

    private ServiceJobRequest Request(string token) => new()
    {
        Token = $"{_queue}-{token}",
        Body = $$"""{"jobName":"train","jobQueue":"{{_queue}}","serviceJobType":"SAGEMAKER_TRAINING","serviceRequestPayload":"{}"}""",
        OnFailure = "[]",
        Hash = "h",
        CreatedAt = A.Noon,
    };

    private async Task<IReadOnlyList<long>> AllAsync(ServiceJobQuery query)
    {
        var found = new List<long>();
        while (true)
        {
            var page = await Jobs.ListAsync(query, None);
            Assert.True(page.Jobs.Count <= query.Limit);
            found.AddRange(page.Jobs.Select(job => job.CreatedAt.ToUnixTimeMilliseconds()));
            if (page.Next is null)
            {
                return found;
            }

            query = query with { After = page.Next };
        }
    }

    private ServiceJobRecord Job(int n, string status) => new()
    {
        JobId = $"{_queue}-{n}",
        JobName = "train",
        JobQueue = _queue,
        ServiceJobType = "SAGEMAKER_TRAINING",
        Status = status,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(n),
        At = A.Noon,
    };
}

/// <summary>The double keeps what the port promises.</summary>
public sealed class InMemoryServiceJobTests : ServiceJobSuite
{
    private protected override IServiceJobStore Jobs { get; } = new InMemoryServiceJobs();
}

/// <summary>The table keeps what the port promises.</summary>
public sealed class DynaliteServiceJobTests(DynaliteFixture dynalite) : ServiceJobSuite, IClassFixture<DynaliteFixture>
{
    private protected override IServiceJobStore Jobs => new ServiceJobTable(dynalite.Table());
}
