using Amazon.Batch;
using Amazon.Batch.Model;

namespace LocalBatch.Testing.Tests;

/// <summary>The SDK's own client, answered in memory.</summary>
public sealed class ServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_of_a_definition_that_is_only_named_succeeds()
    {
        await using var batch = await LocalBatchServer.StartAsync(cancellation: Cancellation);
        using var client = batch.Client();

        var jobId = await client.SubmitAsync("train");

        Assert.Equal("SUCCEEDED", (await batch.Job(jobId).FinishedAsync(Cancellation)).Status);
        var described = Assert.Single((await client.DescribeJobsAsync(new() { Jobs = [jobId] }, Cancellation)).Jobs);
        Assert.Equal((JobStatus.SUCCEEDED, 0), (described.Status, described.Container.ExitCode));
    }

    [Fact]
    public async Task A_definition_that_nobody_registered_is_refused_where_the_test_wants_it_so()
    {
        await using var batch = await LocalBatchServer.StartAsync(new() { DefinesOnSubmit = false }, Cancellation);
        using var client = batch.Client();

        var refusal = await Assert.ThrowsAsync<ClientException>(() => client.SubmitAsync("train"));

        Assert.Contains("train", refusal.Message, StringComparison.Ordinal);
        await batch.DefineAsync("train", Cancellation);
        Assert.NotEmpty(await client.SubmitAsync("train"));
    }

    [Fact]
    public async Task A_definition_that_the_test_registers_is_the_one_that_runs()
    {
        await using var batch = await LocalBatchServer.StartAsync(cancellation: Cancellation);
        using var client = batch.Client();
        IReadOnlyList<string>? command = null;
        batch.OnDefinition("train", job =>
        {
            command = job.Command;
            return JobResult.Success;
        });
        await client.RegisterJobDefinitionAsync(
            new()
            {
                JobDefinitionName = "train",
                Type = JobDefinitionType.Container,
                ContainerProperties = new()
                {
                    Image = "busybox",
                    Command = ["echo", "Ref::word"],
                    ResourceRequirements = [new() { Type = ResourceType.VCPU, Value = "1" }, new() { Type = ResourceType.MEMORY, Value = "128" }],
                },
            },
            Cancellation);

        var job = await client.SubmitJobAsync(
            new() { JobName = "j", JobQueue = batch.DefaultQueue, JobDefinition = "train", Parameters = new() { ["word"] = "hello" } }, Cancellation);
        await batch.Job(job.JobId).SucceededAsync(Cancellation);

        Assert.Equal(["echo", "hello"], command);
    }

    [Fact]
    public async Task Every_call_of_a_client_is_told_and_none_of_the_servers_own()
    {
        await using var batch = await LocalBatchServer.StartAsync(cancellation: Cancellation);
        using var client = batch.Client();
        await client.SubmitAsync("train");

        var call = Assert.Single(batch.Calls);

        Assert.Equal(("SubmitJob", 200), (call.Operation, call.StatusCode));
        Assert.Contains("\"jobDefinition\":\"train\"", call.Request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_servers_share_nothing()
    {
        await using var one = await LocalBatchServer.StartAsync(cancellation: Cancellation);
        await using var other = await LocalBatchServer.StartAsync(cancellation: Cancellation);
        using var client = one.Client();
        using var stranger = other.Client();

        var jobId = await client.SubmitAsync("train");

        Assert.Empty((await stranger.DescribeJobsAsync(new() { Jobs = [jobId] }, Cancellation)).Jobs);
        Assert.DoesNotContain(other.Calls, call => call.Operation == "SubmitJob");
    }

    [Fact]
    public async Task A_thousand_servers_in_one_process_end_a_job_each_at_the_same_time()
    {
        var ends = await Task.WhenAll(Enumerable.Range(0, 1000).Select(number => Task.Run(() => RunOneAsync(number))));

        Assert.Equal(Enumerable.Range(0, 1000).Select(number => (number % 2 == 0 ? "SUCCEEDED" : "FAILED", number % 2)), ends.Select(end => (end.Status, end.ExitCode ?? -1)));
    }

    private static async Task<JobState> RunOneAsync(int number)
    {
        await using var batch = await LocalBatchServer.StartAsync(new() { Patience = TimeSpan.FromMinutes(2) }, Cancellation);
        using var client = batch.Client();
        batch.OnAnyJob(_ => JobResult.Exit(number % 2));

        return await batch.Job(await client.SubmitAsync("work")).FinishedAsync(Cancellation);
    }
}
