using Amazon.Batch.Model;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Records;
using BatchFunctions.Tests.Doubles;

namespace BatchFunctions.Tests.Tracking;

public sealed class FailedChildrenTests
{
    private readonly InMemoryJobs _jobs = new();
    private readonly InMemoryIntents _intents = new();
    private readonly InMemoryBatch _batch = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failed_child_whose_event_was_lost_is_recorded_when_the_array_has_failed()
    {
        Tell(0, "FAILED", 3);
        Tell(1, "SUCCEEDED", 0);
        Tell(2, "FAILED", 4);
        await TakeAsync(A.Change(JobStatus.Failed, jobId: $"{A.JobId}:2") with { StatusReason = "as its event told" });

        await TakeAsync(A.Change(JobStatus.Failed) with { ArraySize = 3 });

        var children = await _jobs.FailedChildrenAsync(A.JobId, None);
        Assert.Equal([(0, "ApplicationError"), (2, null)], children.Select(child => (child.Index, child.Cause)));
        Assert.Equal(["as its event told"], children.Where(child => child.Index == 2).Select(child => child.StatusReason));
        Assert.Equal([[$"{A.JobId}:0"]], _batch.Described);
    }

    [Fact]
    public async Task The_cause_of_an_array_is_that_of_most_of_its_children_those_aside_that_failed_because_of_others()
    {
        Tell(0, "FAILED", 3);
        string[] causes = ["OutOfMemory", "OutOfMemory", "DependencyFailed", "DependencyFailed", "DependencyFailed"];
        foreach (var (index, cause) in causes.Index())
        {
            await TakeAsync(A.Change(JobStatus.Failed, jobId: $"{A.JobId}:{index + 1}") with { Cause = cause });
        }

        await TakeAsync(A.Change(JobStatus.Failed) with { ArraySize = 6, Cause = "Unknown" });

        Assert.Equal("OutOfMemory", (await _jobs.FindAsync(A.JobId, None))?.Cause);
    }

    [Theory]
    [InlineData("Terminated", "OutOfMemory", "Terminated")]
    [InlineData("DependencyFailed", null, "DependencyFailed")]
    [InlineData("Unknown", "DependencyFailed", "Unknown")]
    [InlineData("Unknown", "ApplicationError", "ApplicationError")]
    public void What_AWS_Batch_tells_of_an_array_itself_comes_first(string told, string? child, string cause) => Assert.Equal(
        cause,
        FailedChildren.CauseOf(
            A.Change(JobStatus.Failed) with { ArraySize = 2, Cause = told }, child is null ? [] : [new FailedChild(A.JobId, 0, null, child, A.Noon, [])]));

    [Fact]
    public async Task An_array_that_has_succeeded_is_not_asked_about()
    {
        Tell(0, "FAILED", 3);

        await TakeAsync(A.Change(JobStatus.Succeeded) with { ArraySize = 1 });

        Assert.Empty(await _jobs.FailedChildrenAsync(A.JobId, None));
    }

    [Fact]
    public async Task An_array_that_is_over_before_AWS_Batch_lists_its_children_is_looked_at_again()
    {
        Tell(0, "FAILED", 3);
        var array = A.Change(JobStatus.Failed) with { ArraySize = 2, FailedChildren = 2 };

        await Assert.ThrowsAsync<IOException>(() => TakeAsync(array));
        Assert.Null(await _jobs.FindAsync(A.JobId, None));
        Tell(1, "FAILED", 3);
        await TakeAsync(array);

        Assert.Equal([0, 1], (await _jobs.FailedChildrenAsync(A.JobId, None)).Select(child => child.Index));
        Assert.Equal(JobStatus.Failed, (await _jobs.FindAsync(A.JobId, None))?.Status);
    }

    [Fact]
    public async Task An_array_that_ran_for_long_is_taken_as_it_is_listed()
    {
        Tell(0, "FAILED", 3);

        await TakeAsync(A.Change(JobStatus.Failed, createdAt: A.Noon) with { ArraySize = 2, FailedChildren = 2, At = A.Noon + IntentRules.LongestLag });

        Assert.Equal(JobStatus.Failed, (await _jobs.FindAsync(A.JobId, None))?.Status);
    }

    private Task<bool> TakeAsync(JobChange change) =>
        new JobTracker(_jobs, _intents, new FailedChildren(_jobs, _batch), new InMemoryBlockedQueues()).TakeAsync(change, None);

    private void Tell(int index, string status, int exitCode) => _batch.Details[$"{A.JobId}:{index}"] = new JobDetail
    {
        JobId = $"{A.JobId}:{index}",
        JobName = "hello",
        JobQueue = "default",
        JobDefinition = "hello:1",
        Status = status,
        StatusReason = "Essential container in task exited",
        Container = new ContainerDetail { ExitCode = exitCode },
    };
}
