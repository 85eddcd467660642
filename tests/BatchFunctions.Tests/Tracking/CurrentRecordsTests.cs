using Amazon.Batch.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Records;
using BatchFunctions.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace BatchFunctions.Tests.Tracking;

public sealed class CurrentRecordsTests
{
    private readonly FakeTimeProvider _clock = new(A.Noon.AddHours(2));
    private readonly InMemoryJobs _jobs = new();
    private readonly InMemoryBatch _batch = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_AWS_Batch_says_is_over_is_over_before_its_event_has_come()
    {
        await _jobs.AdvanceAsync(A.Change(JobStatus.Running), None);
        _batch.Details[A.JobId] = new JobDetail
        {
            JobId = A.JobId,
            JobName = "hello",
            JobQueue = "arn:aws:batch:us-east-1:123456789012:job-queue/default",
            JobDefinition = "arn:aws:batch:us-east-1:123456789012:job-definition/hello:1",
            Status = "FAILED",
            StatusReason = "takes too long",
            IsTerminated = true,
            CreatedAt = A.Noon.ToUnixTimeMilliseconds(),
        };

        var record = await FindAsync();

        Assert.Equal((JobStatus.Failed, "Terminated"), (record?.Status, record?.Cause));
    }

    [Fact]
    public async Task A_job_that_AWS_Batch_has_forgotten_is_as_the_record_says()
    {
        await _jobs.AdvanceAsync(A.Change(JobStatus.Running), None);

        Assert.Equal(JobStatus.Running, (await FindAsync())?.Status);
    }

    [Fact]
    public async Task A_job_that_is_over_is_not_asked_for()
    {
        await _jobs.AdvanceAsync(A.Change(JobStatus.Succeeded), None);

        Assert.Equal(JobStatus.Succeeded, (await FindAsync())?.Status);
        Assert.Empty(_batch.Described);
    }

    [Fact]
    public async Task A_job_without_a_record_has_none_afterwards()
    {
        Assert.Null(await FindAsync());
        Assert.Empty(_batch.Described);
    }

    private Task<JobRecord?> FindAsync()
    {
        var tracker = new JobTracker(_jobs, new InMemoryIntents(), new FailedChildren(_jobs, _batch), new InMemoryBlockedQueues());

        return new CurrentRecords(_jobs, _batch, tracker, _clock).FindAsync(A.JobId, None);
    }
}
