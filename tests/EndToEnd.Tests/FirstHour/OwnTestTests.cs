using Amazon.Batch.Model;
using MyTests;

namespace EndToEnd.Tests.FirstHour;

/// <summary>Tells the documentation's fixture which program was built; a user sets the variable.</summary>
public sealed class BuiltProgramFixture : IAsyncLifetime
{
    private readonly LocalBatchFixture _batch = new();

    internal LocalBatchFixture Batch => _batch;

    public ValueTask InitializeAsync()
    {
        Environment.SetEnvironmentVariable("LOCALCLOUD", Repository.LocalCloud);

        return _batch.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _batch.DisposeAsync();
}

/// <summary>A user's own test, by the documentation's fixture.</summary>
public sealed class OwnTestTests(BuiltProgramFixture program) : IClassFixture<BuiltProgramFixture>
{
    [Fact]
    public async Task Code_under_test_submits_to_the_queue_that_is_there_and_the_job_runs()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var client = program.Batch.Client();

        var submitted = await client.SubmitJobAsync(new() { JobName = "mine", JobQueue = "default", JobDefinition = "hello" }, cancellation);

        var status = await Wait.UntilAsync(
            async () => (await client.DescribeJobsAsync(new DescribeJobsRequest { Jobs = [submitted.JobId] }, cancellation)).Jobs[0].Status.Value,
            seen => seen is "SUCCEEDED" or "FAILED",
            "the job's end",
            () => "");
        Assert.Equal("SUCCEEDED", status);
    }
}
