using Amazon.DynamoDBv2.Model;
using BatchFunctions.DynamoDb;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Submissions;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>What DynamoDB deletes, and when: retention counts from the end of a job, and nothing goes before it.</summary>
public sealed class ExpiryTests(DynaliteFixture dynalite) : IClassFixture<DynaliteFixture>
{
    private static readonly TimeSpan Retention = TimeSpan.FromDays(1);

    private static readonly DateTimeOffset Far = A.Noon.AddYears(1);

    private static CancellationToken None => TestContext.Current.CancellationToken;

    private Table Table => new(dynalite.Client ?? throw new InvalidOperationException("Not started."), DynaliteFixture.TableName, Retention);

    private JobTable Jobs => new(Table, new JobIndexes(Table, TimeProvider.System));

    [Fact]
    public async Task A_job_that_is_not_over_is_kept_however_long_it_is_silent()
    {
        var id = $"{Guid.NewGuid()}";
        await Jobs.RecordSubmissionAsync(A.Submitted(id), None);
        Assert.Null(await ExpiryAsync($"JOB#{id}", "JOB"));

        foreach (var status in (JobStatus[])[JobStatus.Pending, JobStatus.Runnable, JobStatus.Starting, JobStatus.Running])
        {
            await Jobs.AdvanceAsync(A.Change(status, jobId: id), None);
            await new WatchTable(Table).TouchAsync(new(id, null), A.Noon, None);
            Assert.Null(await ExpiryAsync($"JOB#{id}", "JOB"));
        }
    }

    [Theory]
    [InlineData(nameof(JobStatus.Succeeded))]
    [InlineData(nameof(JobStatus.Failed))]
    public async Task A_job_that_is_over_goes_after_the_retention_counted_from_its_end(string status)
    {
        var id = $"{Guid.NewGuid()}";
        await Jobs.RecordSubmissionAsync(A.Submitted(id), None);
        await Jobs.AdvanceAsync(A.Change(Enum.Parse<JobStatus>(status), jobId: id) with { At = A.Noon.AddDays(200) }, None);
        await Jobs.AdvanceAsync(A.Change(JobStatus.Running, jobId: id), None);
        await Jobs.MarkHandledAsync(id, None);

        Assert.Equal(A.Noon.AddDays(200) + Retention, await ExpiryAsync($"JOB#{id}", "JOB"));
    }

    [Fact]
    public async Task A_job_of_which_an_earlier_version_wrote_when_it_expires_is_kept_from_its_next_news_on()
    {
        var id = $"{Guid.NewGuid()}";
        await Jobs.RecordSubmissionAsync(A.Submitted(id), None);
        await Table.UpdateAsync($"JOB#{id}", "JOB", new ItemUpdate().Set("expiresAt", BatchFunctions.DynamoDb.Attribute.Number(1)), None);

        await Jobs.AdvanceAsync(A.Change(JobStatus.Running, jobId: id), None);

        Assert.Null(await ExpiryAsync($"JOB#{id}", "JOB"));
    }

    [Fact]
    public async Task A_forgotten_job_goes_after_the_retention_counted_from_when_it_was_missed()
    {
        var id = $"{Guid.NewGuid()}";
        await Jobs.AdvanceAsync(A.Change(JobStatus.Running, jobId: id), None);

        await new WatchTable(Table).MarkForgottenAsync(id, A.Noon.AddDays(8), None);

        Assert.Equal(A.Noon.AddDays(8) + Retention, await ExpiryAsync($"JOB#{id}", "JOB"));
    }

    [Fact]
    public async Task What_belongs_to_a_job_or_names_it_goes_long_after_any_job()
    {
        var id = Guid.NewGuid().ToString("N");
        await Jobs.RecordFailedChildAsync(new(id, 7, null, null, A.Noon, []), None);
        await new IntentTable(Table).CreateAsync(Intent.Of(A.Request(id), A.Noon, A.Noon, "owner"), None);
        await new IntentTable(Table).SettleAsync(A.Request(id).Token, "job", None);
        var submissions = new SubmissionTable(Table);
        await submissions.CreateAsync(ASubmission(id), None);
        await submissions.RecordRowAsync(new(id, 0, "hello", "job", null), A.Noon, None);
        await submissions.MarkFinishedAsync(id, A.Noon, None);
        await new BlockedQueueTable(Table).RecordAsync(new(id, "head", A.Noon), None);

        foreach (var (partition, sort) in ((string, string)[])[($"JOB#{id}", "CHILD#00007"), ($"INTENT#{A.Request(id).Token}", "INTENT"), ($"SUB#{id}", "SUB"), ($"SUB#{id}", "ROW#000000"), ($"QUEUE#{id}", "QUEUE")])
        {
            Assert.True(await ExpiryAsync(partition, sort) > Far, $"{partition} {sort}");
        }
    }

    [Fact]
    public async Task A_submission_is_watched_until_its_jobs_are_on_the_queue_and_one_that_was_cut_off_can_go_on()
    {
        var id = $"{Guid.NewGuid():N}";
        var (submissions, watch) = (new SubmissionTable(Table), new WatchTable(Table));
        await submissions.CreateAsync(ASubmission(id), None);
        Assert.Contains(new(null, null, id), await watch.StaleAsync(A.Noon.AddHours(1), 10, None));
        await watch.TouchAsync(new(null, null, id), A.Noon.AddHours(2), None);
        Assert.DoesNotContain(new(null, null, id), await watch.StaleAsync(A.Noon.AddHours(1), 10, None));

        await submissions.MarkCutOffAsync(id, A.Noon, None);
        await submissions.MarkFinishedAsync(id, A.Noon, None);
        Assert.DoesNotContain(new(null, null, id), await watch.StaleAsync(A.Noon.AddHours(3), 10, None));
        Assert.Equal((SubmissionState.Finished, true, A.Noon), await FindAsync(submissions, id));

        await submissions.MarkQueuedAsync(id, None);
        Assert.Equal((SubmissionState.Queued, false, null), await FindAsync(submissions, id));
        await submissions.MarkCutOffAsync(id, A.Noon, None);
        Assert.Equal((SubmissionState.Queued, false, null), await FindAsync(submissions, id));
    }

    private static async Task<(SubmissionState?, bool, DateTimeOffset?)> FindAsync(SubmissionTable submissions, string id) =>
        await submissions.FindAsync(id, None) is { } found ? (found.State, found.CutOffAt is not null, found.FinishedAt) : default;

    private static Submission ASubmission(string id) => new()
    {
        SubmissionId = id,
        State = SubmissionState.Accepted,
        Source = "POST /submissions",
        Total = 1,
        ContentHash = "hash",
        CreatedAt = A.Noon,
    };

    private async Task<DateTimeOffset?> ExpiryAsync(string partition, string sort)
    {
        Dictionary<string, AttributeValue> item = await Table.GetAsync(partition, sort, None) ?? throw new KeyNotFoundException($"There is no {partition} {sort}.");

        return item.NumberOf("expiresAt") is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
    }
}
