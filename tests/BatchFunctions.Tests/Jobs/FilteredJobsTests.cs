using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Tests.Doubles;

namespace BatchFunctions.Tests.Jobs;

/// <summary>A filter that names a queue that there is not.</summary>
public sealed class FilteredJobsTests
{
    private readonly InMemoryJobs _jobs = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("defualt", "There is no job queue 'defualt'. Did you mean 'default'?")]
    [InlineData("arn:aws:batch:us-east-1:123456789012:job-queue/nightly", "There is no job queue 'nightly'. There are default, spot.")]
    public async Task It_is_an_error_with_what_was_meant(string queue, string message)
    {
        var error = await Assert.ThrowsAsync<ProblemException>(() => ListAsync(new() { JobQueue = queue, Limit = 10 }));

        Assert.Equal(("?jobQueue", message), (Assert.Single(error.Problem.Errors).Pointer, error.Problem.Errors[0].Message));
    }

    [Fact]
    public async Task One_that_has_had_no_job_and_one_that_is_gone_and_has_had_some_are_none()
    {
        await _jobs.RecordSubmissionAsync(A.Submitted(queue: "gone"), None);

        Assert.Empty((await ListAsync(new() { JobQueue = "spot", Limit = 10 })).Jobs);
        Assert.Single((await ListAsync(new() { JobQueue = "gone", Limit = 10 })).Jobs);
        Assert.Empty((await ListAsync(new() { JobQueue = "gone", Statuses = [JobStatus.Failed], Limit = 10 })).Jobs);
    }

    private Task<JobPage> ListAsync(JobQuery query) => new FilteredJobs(_jobs, new FixedQueueNames("default", "spot")).ListAsync(query, "?", None);
}
