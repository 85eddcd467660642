using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Amazon.Batch;
using Amazon.Batch.Model;

namespace EndToEnd.Tests;

/// <summary>Jobs of several containers, pods and nodes, through the SDK and with real processes.</summary>
public sealed class SeveralContainersTests(StateFolders folders) : IClassFixture<StateFolders>
{
    private const int Port = 29_500;

    private static List<ResourceRequirement> Small => [new() { Type = ResourceType.VCPU, Value = "1" }, new() { Type = ResourceType.MEMORY, Value = "512" }];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_s_containers_share_files_and_each_finds_its_own_metadata_and_its_task_s()
    {
        await using var stack = await StartAsync("task");
        using var batch = StackFixture.Batch(stack);
        await QueueAsync(batch, stack);
        await batch.RegisterJobDefinitionAsync(
            new()
            {
                JobDefinitionName = "task",
                Type = JobDefinitionType.Container,
                EcsProperties = new()
                {
                    TaskProperties =
                    [
                        new()
                        {
                            TaskRoleArn = "arn:aws:iam::123456789012:role/tasks",
                            Volumes = [new() { Name = "shared" }],
                            Containers =
                            [
                                Container("main", [Dotnet, Repository.JobClient, "identity", "metadata /task"], "prepare"),
                                Container("prepare", ["sh", "-c", "echo ready >/shared/file"]),
                                Container("reader", ["cat", "/shared/file"], "prepare"),
                            ],
                        },
                    ],
                },
            },
            Cancellation);

        var job = await RunAsync(batch, stack, "task");

        var attempt = Assert.Single(Assert.Single(job.Attempts).TaskProperties);
        Assert.Equal(["main", "prepare", "reader"], attempt.Containers.ConvertAll(one => one.Name));
        Assert.Equal([0, 0, 0], attempt.Containers.ConvertAll(one => one.ExitCode));
        var taskId = attempt.TaskArn.Split('/')[^1];
        Assert.Equal(["ready"], await LinesAsync(stack, attempt.Containers[2].LogStreamName));
        var lines = await LinesAsync(stack, attempt.Containers[0].LogStreamName);
        Assert.Equal($"identity: arn:aws:sts::123456789012:assumed-role/tasks/{taskId}", lines[0]);
        var metadata = JsonElement.Parse(lines[1][lines[1].IndexOf('{', StringComparison.Ordinal)..]);
        Assert.Equal(attempt.TaskArn, metadata.GetProperty("TaskARN").GetString());
        Assert.Contains("prepare", metadata.GetProperty("Containers").EnumerateArray().Select(container => container.GetProperty("Name").GetString()));
        Assert.Contains("STOPPED", metadata.GetProperty("Containers").EnumerateArray().Select(container => container.GetProperty("KnownStatus").GetString()));
    }

    [Fact]
    public async Task The_main_of_eight_nodes_waits_for_all_others_over_TCP_on_one_port()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "nodes have addresses of their own on Linux");
        await using var stack = await StartAsync("nodes");
        using var batch = StackFixture.Batch(stack);
        await QueueAsync(batch, stack);
        await batch.RegisterJobDefinitionAsync(
            new()
            {
                JobDefinitionName = "nodes",
                Type = JobDefinitionType.Multinode,
                NodeProperties = new()
                {
                    NumNodes = 8,
                    MainNode = 0,
                    NodeRangeProperties = [Nodes("0:0", $"gather {Port}"), Nodes("1:", $"report {Port}")],
                },
            },
            Cancellation);

        var job = await RunAsync(batch, stack, "nodes");

        var stream = Assert.Single(job.Attempts).Container.LogStreamName;
        Assert.Equal([$"gather {Port}: 8 nodes"], await LinesAsync(stack, stream));
        var nodes = await batch.DescribeJobsAsync(new DescribeJobsRequest { Jobs = [.. Enumerable.Range(0, 8).Select(index => $"{job.JobId}#{index}")] }, Cancellation);
        Assert.Equal(8, nodes.Jobs.Count);
        Assert.Equal(8, nodes.Jobs.Select(node => node.Container.ContainerInstanceArn).Distinct().Count());
    }

    [Fact]
    public async Task An_engine_that_is_killed_leaves_no_container_behind_and_the_next_tells_of_the_job()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are looked for in /proc");
        var state = folders.New("killed");
        string jobId;
        var mark = Guid.NewGuid().ToString("N");
        await using (var stack = await LocalCloudProcess.Start(state, path: null, "--no-template").ReadyAsync())
        {
            using var batch = StackFixture.Batch(stack);
            await QueueAsync(batch, stack);
            await batch.RegisterJobDefinitionAsync(
                new()
                {
                    JobDefinitionName = "task",
                    Type = JobDefinitionType.Container,
                    EcsProperties = new() { TaskProperties = [new() { Containers = [Container("a", ["sh", "-c", $"sleep 600; echo {mark}"]), Container("b", ["sh", "-c", $"sleep 600; echo {mark}"])] }] },
                },
                Cancellation);
            jobId = (await batch.SubmitJobAsync(new() { JobName = "a", JobQueue = "work", JobDefinition = "task" }, Cancellation)).JobId;
            await UntilAsync(batch, stack, jobId, "RUNNING");
            Assert.Equal(2, Running(mark));
            await stack.CrashAsync();
        }

        await Wait.UntilAsync(() => Task.FromResult(Running(mark)), running => running == 0, "the end of the containers", () => "");
        await using var again = await LocalCloudProcess.Start(state, path: null, "--no-template").ReadyAsync();
        using var client = StackFixture.Batch(again);
        var job = await UntilAsync(client, again, jobId, "FAILED");
        Assert.StartsWith("Host EC2", job.StatusReason, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], job.Attempts[0].TaskProperties[0].Containers.ConvertAll(one => one.Name));
    }

    private static string Dotnet => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    private static TaskContainerProperties Container(string name, List<string> command, string? after = null) => new()
    {
        Name = name,
        Image = "busybox",
        Essential = name == "main" || command[^1].StartsWith("sleep", StringComparison.Ordinal),
        Command = command,
        DependsOn = after is null ? null : [new() { ContainerName = after, Condition = "SUCCESS" }],
        MountPoints = command[0] is "sh" or "cat" && name != "a" && name != "b" ? [new() { SourceVolume = "shared", ContainerPath = "/shared" }] : null,
        ResourceRequirements = Small,
    };

    private static NodeRangeProperty Nodes(string targets, string operation) => new()
    {
        TargetNodes = targets,
        Container = new() { Image = "busybox", Command = [Dotnet, Repository.JobClient, operation], ResourceRequirements = Small },
    };

    private async Task<LocalCloudProcess> StartAsync(string name) => await LocalCloudProcess.Start(folders.New(name), path: null, "--no-template").ReadyAsync();

    private static async Task QueueAsync(AmazonBatchClient batch, LocalCloudProcess stack)
    {
        await batch.CreateComputeEnvironmentAsync(
            new()
            {
                ComputeEnvironmentName = "work",
                Type = CEType.MANAGED,
                ComputeResources = new() { Type = CRType.EC2, MinvCpus = 0, MaxvCpus = 16, InstanceTypes = ["optimal"], InstanceRole = "ecsInstanceRole", Subnets = ["subnet-1"], SecurityGroupIds = ["sg-1"] },
            },
            Cancellation);
        await Wait.UntilAsync(
            async () => (await batch.DescribeComputeEnvironmentsAsync(new() { ComputeEnvironments = ["work"] }, Cancellation)).ComputeEnvironments[0].Status.Value,
            status => status == "VALID", "the environment", () => stack.Output);
        await batch.CreateJobQueueAsync(new() { JobQueueName = "work", Priority = 1, ComputeEnvironmentOrder = [new() { Order = 1, ComputeEnvironment = "work" }] }, Cancellation);
        await Wait.UntilAsync(
            async () => (await batch.DescribeJobQueuesAsync(new() { JobQueues = ["work"] }, Cancellation)).JobQueues[0].Status.Value,
            status => status == "VALID", "the queue", () => stack.Output);
    }

    private static async Task<JobDetail> RunAsync(AmazonBatchClient batch, LocalCloudProcess stack, string definition)
    {
        var submitted = await batch.SubmitJobAsync(new() { JobName = definition, JobQueue = "work", JobDefinition = definition }, Cancellation);

        return await UntilAsync(batch, stack, submitted.JobId, "SUCCEEDED");
    }

    private static Task<JobDetail> UntilAsync(AmazonBatchClient batch, LocalCloudProcess stack, string jobId, string status) => Wait.UntilAsync(
        async () => (await batch.DescribeJobsAsync(new DescribeJobsRequest { Jobs = [jobId] }, Cancellation)).Jobs[0],
        job => job.Status == status || (job.Status == JobStatus.SUCCEEDED || job.Status == JobStatus.FAILED
            ? throw new InvalidOperationException($"{job.Status}: {job.StatusReason}\n{stack.Output}")
            : false),
        $"{status} of the job",
        () => stack.Output);

    private static async Task<List<string>> LinesAsync(LocalCloudProcess stack, string stream)
    {
        using var client = stack.SignedClient();
        using var response = await client.CallAsync(
            "logs", "Logs_20140328.GetLogEvents", Encoding.UTF8.GetBytes($$"""{"logGroupName":"/aws/batch/job","logStreamName":"{{stream}}","startFromHead":true}"""), Cancellation);
        var log = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));

        return [.. log.GetProperty("events").EnumerateArray().Select(line => line.GetProperty("message").GetString() ?? "")];
    }

    /// <summary>Processes whose arguments hold the mark.</summary>
    private static int Running(string mark) => Directory.EnumerateDirectories("/proc").Count(folder =>
    {
        try
        {
            return char.IsAsciiDigit(folder[6]) && File.ReadAllText(folder + "/cmdline").Contains(mark, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });
}
