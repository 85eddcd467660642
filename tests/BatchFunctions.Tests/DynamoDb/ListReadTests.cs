using BatchFunctions.DynamoDb;
using BatchFunctions.Jobs;
using Bench.Meter;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>What GET /jobs reads, counted on DynamoDB's stand-in: a page, and one more.</summary>
public sealed class ListReadTests(DynaliteFixture dynalite) : IClassFixture<DynaliteFixture>
{
    private const int Queues = 12;

    private static readonly JobStatus[] Statuses = [JobStatus.Submitted, JobStatus.Runnable, JobStatus.Running, JobStatus.Succeeded, JobStatus.Failed];

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_of_any_filter_asks_for_its_page_and_one_more_at_most_and_shows_exactly_what_is_asked_for()
    {
        var all = await FillAsync();
        // The sweep of this version has begun long ago.
        await new SweepCursorTable(dynalite.Table()).WriteAsync(BatchFunctions.Tracking.SweepCursor.None with { FirstAt = A.Noon.AddDays(-2) }, None);
        using var meter = new MeteredDynamoDb(dynalite.Url, DynaliteFixture.TableName);
        var indexes = new JobIndexes(new Table(meter, DynaliteFixture.TableName, TimeSpan.FromDays(90)), TimeProvider.System);

        foreach (var query in Filters())
        {
            var ids = new List<string>();
            string? next = null;
            do
            {
                var before = meter.Queries;
                var page = await indexes.ListAsync(query with { After = next }, None);
                Assert.InRange(meter.Queries - before, 1, 2);
                ids.AddRange(page.Jobs.Select(job => job.JobId));
                next = page.Next;
            }
            while (next is not null);

            Assert.Equal(all.Where(query.Takes).Where(job => query.SubmissionId is not { } id || job.SubmissionId == id).OrderByDescending(job => job.Key, StringComparer.Ordinal).Select(job => job.JobId), ids);
        }
    }

    private static IEnumerable<JobQuery> Filters() =>
        from statuses in (JobStatus[][])[[], [JobStatus.Running], [JobStatus.Submitted, JobStatus.Runnable], [JobStatus.Failed], [JobStatus.Succeeded], [JobStatus.Running, JobStatus.Failed], [JobStatus.Running, JobStatus.Succeeded]]
        from queue in (string?[])[null, "queue-7"]
        from submission in (string?[])[null, "submission"]
        from prefix in (string?[])[null, "odd"]
        select new JobQuery { Statuses = statuses, JobQueue = queue, SubmissionId = submission, NamePrefix = prefix, Limit = 7 };

    private async Task<IReadOnlyList<JobSummary>> FillAsync()
    {
        var jobs = dynalite.Jobs();
        var made = Enumerable.Range(0, Queues * Statuses.Length).Select(n => new JobSummary
        {
            JobId = $"{Guid.NewGuid()}",
            JobName = n % 2 == 0 ? "even" : "odd",
            JobQueue = $"queue-{n % Queues}",
            Status = Statuses[n % Statuses.Length],
            CreatedAt = A.Noon.AddSeconds(n),
            SubmissionId = n % 3 == 0 ? "submission" : null,
        }).ToList();
        foreach (var job in made)
        {
            await jobs.RecordSubmissionAsync(A.Submitted(job.JobId, job.SubmissionId, job.CreatedAt, queue: job.JobQueue).Asking(request => request with { JobName = job.JobName }), None);
            if (job.Status != JobStatus.Submitted)
            {
                await jobs.AdvanceAsync(A.Change(job.Status, jobId: job.JobId, createdAt: job.CreatedAt, queue: job.JobQueue, name: job.JobName) with { Cause = job.Status == JobStatus.Failed ? "Unknown" : null }, None);
            }
        }

        return made;
    }
}
