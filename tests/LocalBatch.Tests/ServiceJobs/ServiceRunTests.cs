using LocalBatch.Engine;
using LocalBatch.Execution;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.ServiceJobs;

/// <summary>The life of service jobs whose training images an executor runs.</summary>
public sealed class ServiceRunTests
{
    private const string Image = """, "AlgorithmSpecification": {"TrainingImage": "trainer:1"}""";

    [Fact]
    public async Task A_job_is_what_its_container_is()
    {
        await using var local = await ReadyAsync();
        var id = await local.TrainAsync("\"epochs\": \"3\"", request: Image + ", \"Environment\": {\"MINE\": \"yes\"}, \"RoleArn\": \"arn:aws:iam::123456789012:role/train\"");
        var run = await local.Executor.NextAsync();
        Assert.Equal("STARTING", await local.ServiceStatusAsync(id));
        run.Start();
        await local.TrainUntilAsync(id, "RUNNING");

        run.Exit(0);
        var done = await local.TrainUntilAsync(id, "SUCCEEDED");
        await local.Engine.DisposeAsync();

        var name = done.GetProperty("latestAttempt").GetProperty("serviceResourceId").Text("value").Split('/')[1];
        Assert.Equal(("trainer:1", 0, name[^32..], ExecutorKind.Docker, "arn:aws:iam::123456789012:role/train"), (run.Attempt.Image, run.Attempt.EntryPointWords, run.Attempt.TaskId, run.Attempt.Executor, run.Attempt.Task?.JobRoleArn));
        Assert.Equal(["train"], run.Attempt.Command);
        Assert.Equal((name, "yes", "us-east-1"), (run.Attempt.Environment["TRAINING_JOB_NAME"], run.Attempt.Environment["MINE"], run.Attempt.Environment["AWS_REGION"]));
        Assert.Equal("/aws/sagemaker/TrainingJobs", run.Attempt.LogGroup);
        Assert.StartsWith(name + "/algo-1-", run.Attempt.LogStreamName, StringComparison.Ordinal);
        Assert.Equal("""{"epochs":"3"}""", run.Attempt.Training?.ConfigFiles["hyperparameters.json"]);
        Assert.Equal("Received status from SageMaker: Training job completed", done.Text("statusReason"));
        Assert.Equal(["RUNNABLE", "SCHEDULED", "STARTING", "RUNNING", "SUCCEEDED"], local.ServiceStatusesOf(id));
        Assert.Equal([run.Attempt.TaskId], local.Executor.Acknowledged);
    }

    [Fact]
    public async Task Folders_channels_and_commands_are_those_of_the_request()
    {
        await using var local = await ReadyAsync();
        await local.TrainAsync(request: """
            , "AlgorithmSpecification": {"TrainingImage": "trainer:1", "ContainerEntrypoint": ["/bin/sh", "-c"], "ContainerArguments": ["true"]},
            "InputDataConfig": [{"ChannelName": "train", "ContentType": "text/csv", "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://b/data/"} } }],
            "OutputDataConfig": {"S3OutputPath": "s3://b/out"}, "CheckpointConfig": {"S3Uri": "s3://b/check", "LocalPath": "/work"}
            """);

        var attempt = (await local.Executor.NextAsync()).Attempt;

        Assert.Equal((2, "/bin/sh -c true"), (attempt.EntryPointWords, string.Join(' ', attempt.Command)));
        var task = attempt.Training ?? throw new InvalidOperationException("It is no training.");
        Assert.Equal([new("train", "s3://b/data/")], task.Channels);
        Assert.Equal(("s3://b/out", "s3://b/check", "/work"), (task.OutputUri, task.CheckpointUri, task.CheckpointPath));
        Assert.Equal(
            """{"train":{"ContentType":"text/csv","TrainingInputMode":"File","S3DistributionType":"FullyReplicated","RecordWrapperType":"None"}}""", task.ConfigFiles["inputdataconfig.json"]);
        Assert.Equal(
            """{"current_host":"algo-1","current_instance_type":"ml.m5.large","current_group_name":"homogeneousCluster","hosts":["algo-1"],"instance_groups":[{"instance_group_name":"homogeneousCluster","instance_type":"ml.m5.large","hosts":["algo-1"]}],"network_interface_name":"eth0"}""",
            task.ConfigFiles["resourceconfig.json"]);
    }

    [Fact]
    public async Task A_failure_has_the_executor_s_reason_and_is_tried_again_where_the_strategy_says_so()
    {
        await using var local = await ReadyAsync();
        var id = await local.TrainAsync(request: Image, more: ", \"retryStrategy\": {\"attempts\": 2}");
        var first = await local.Executor.NextAsync();
        first.Start();
        first.Exit(1, "AlgorithmError: no data, exit code: 1");
        var second = await local.Executor.NextAsync();
        second.FailToStart("CannotPullContainerError: no such image");

        var job = await local.TrainUntilAsync(id, "FAILED");

        Assert.NotEqual(first.Attempt.TaskId, second.Attempt.TaskId);
        Assert.Equal(
            ["Received status from SageMaker: AlgorithmError: no data, exit code: 1", "Received status from SageMaker: ClientError: CannotPullContainerError: no such image"],
            job.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.Text("statusReason")));
    }

    [Fact]
    public async Task A_terminated_job_is_stopped_and_ends_when_its_container_does()
    {
        await using var local = await ReadyAsync();
        var id = await local.TrainAsync(request: Image, more: ", \"retryStrategy\": {\"attempts\": 2}");
        var run = await local.Executor.NextAsync();
        run.ExitOnStop = null;
        run.Start();
        await local.TrainUntilAsync(id, "RUNNING");

        await local.CallAsync("TerminateServiceJob", $$"""{"jobId": "{{id}}", "reason": "enough"}""");
        await run.AskedToStopAsync();
        Assert.Equal("RUNNING", await local.ServiceStatusAsync(id));
        run.Exit(0);

        Assert.Equal("enough", (await local.TrainUntilAsync(id, "FAILED")).Text("statusReason"));
    }

    [Fact]
    public async Task A_job_that_takes_too_long_is_stopped()
    {
        await using var local = await ReadyAsync();
        var id = await local.TrainAsync(request: Image, more: ", \"timeoutConfig\": {\"attemptDurationSeconds\": 60}");
        var run = await local.Executor.NextAsync();
        run.Start();
        await local.TrainUntilAsync(id, "RUNNING");

        Assert.False(run.IsAskedToStop);
        local.Clock.Advance(TimeSpan.FromSeconds(60));
        await run.AskedToStopAsync();

        Assert.Equal("Job attempt duration exceeded timeout", (await local.TrainUntilAsync(id, "FAILED")).Text("statusReason"));
    }

    [Theory]
    [InlineData("", "names no AlgorithmSpecification.TrainingImage")]
    [InlineData(Image + ", \"InputDataConfig\": [{\"ChannelName\": \"../up\", \"DataSource\": {\"S3DataSource\": {\"S3Uri\": \"s3://b/a\"} } }]", "channel ../up is none")]
    [InlineData(Image + ", \"InputDataConfig\": [{\"ChannelName\": \"efs\", \"DataSource\": {\"FileSystemDataSource\": {} } }]", "channel efs is none")]
    public async Task What_cannot_be_run_here_says_so_and_nothing_is_started(string request, string reason)
    {
        await using var local = await ReadyAsync();

        var job = await local.TrainUntilAsync(await local.TrainAsync(request: request), "FAILED");

        Assert.Contains(reason, job.Text("statusReason"), StringComparison.Ordinal);
        Assert.Empty(local.Executor.Runs);
    }

    [Fact]
    public async Task More_than_one_instance_is_not_run_here()
    {
        await using var local = await ReadyAsync();

        var job = await local.TrainUntilAsync(await local.TrainAsync(request: Image, instances: 2), "FAILED");

        Assert.Contains("one instance", job.Text("statusReason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_kill_what_its_executor_still_has_goes_on_and_the_rest_is_lost()
    {
        await using var local = await ReadyAsync();
        var kept = await local.TrainAsync(request: Image);
        var lost = await local.TrainAsync(request: Image, more: ", \"retryStrategy\": {\"attempts\": 2}");
        var runs = new[] { await local.Executor.NextAsync(), await local.Executor.NextAsync() };
        Array.ForEach(runs, run => run.Start());
        await local.TrainUntilAsync(kept, "RUNNING");
        await local.TrainUntilAsync(lost, "RUNNING");

        var keptTask = runs.First(run => run.Attempt.JobId == kept).Attempt.TaskId;
        await using var next = await local.AfterKillAsync(Real, keptTask);
        var again = new[] { await next.Executor.NextAsync(), await next.Executor.NextAsync() };

        Assert.Contains(keptTask, next.Executor.Kept);
        var taken = again.First(run => run.Attempt.TaskId == keptTask);
        Assert.Equal(runs.First(run => run.Attempt.JobId == kept).Attempt.LogStreamName, taken.Attempt.LogStreamName);
        taken.Start();
        taken.Exit(0);
        await next.TrainUntilAsync(kept, "SUCCEEDED");
        var second = again.First(run => run.Attempt.JobId == lost);
        second.Start();
        second.Exit(0);
        var done = await next.TrainUntilAsync(lost, "SUCCEEDED");
        Assert.Equal("Received status from SageMaker: InternalServerError: We encountered an internal error.  Please try again.", done.GetProperty("attempts")[0].Text("statusReason"));
    }

    private static BatchEngineOptions Real(BatchEngineOptions options) => options with { RunsServiceJobs = true };

    private static async Task<LocalEngine> ReadyAsync()
    {
        var local = await LocalEngine.OpenAsync(Real);
        await local.MakeServiceQueueAsync(4);

        return local;
    }
}
