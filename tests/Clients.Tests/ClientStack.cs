using System.Text;
using System.Text.Json;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.CloudWatchLogs;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SecurityToken;
using EndToEnd.Tests;

namespace Clients.Tests;

/// <summary>One running stack for all programs, with what each expects an administrator to have made: two queues, a bucket, roles.</summary>
public sealed class ClientStack : IAsyncLifetime
{
    public const string JobRole = "arn:aws:iam::123456789012:role/jobs";
    public const string ExecutionRole = "arn:aws:iam::123456789012:role/execution";
    public const string Ec2Queue = "ec2";
    public const string FargateQueue = "fargate";
    public const string EksQueue = "eks";
    public const string Bucket = "work";

    private readonly StateFolders _folders = new();
    private LocalCloudProcess? _process;

    /// <summary>The program that jobs call as <c>aws</c>; it lies in a folder of its own kind.</summary>
    internal static string Aws { get; } = Path.Combine(AppContext.BaseDirectory, "aws");

    /// <summary>What it needs to start, wherever .NET is installed.</summary>
    internal static Amazon.Batch.Model.KeyValuePair Dotnet { get; } = new()
    {
        Name = "DOTNET_ROOT",
        Value = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")),
    };

    internal LocalCloudProcess Process => _process ?? throw new InvalidOperationException("The stack has not been started.");

    internal AmazonBatchClient Batch => field ??= BatchIn("us-east-1");

    internal AmazonS3Client S3 => field ??= new(Keys, new AmazonS3Config { ServiceURL = Url, AuthenticationRegion = "us-east-1", ForcePathStyle = true, MaxErrorRetry = 0 });

    internal AmazonCloudWatchLogsClient Logs => field ??= new(Keys, new AmazonCloudWatchLogsConfig { ServiceURL = Url, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    private string Url => Process.Endpoint.ToString();

    private BasicAWSCredentials Keys => new(Process.AccessKey, Process.SecretKey);

    public async ValueTask InitializeAsync()
    {
        var secrets = Path.Combine(Folder("secrets"), "secrets");
        await File.WriteAllTextAsync(secrets, "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf=hunter2\n", Cancellation);
        _process = await LocalCloudProcess.Start(_folders.New("stack"), path: null, "--no-template", "--secrets", secrets, "--gpus", "1", "--stop-timeout", "30").ReadyAsync();
        await S3.PutBucketAsync(Bucket, Cancellation);
        await MakeQueueAsync(Ec2Queue, new()
        {
            Type = CRType.EC2,
            MinvCpus = 0,
            MaxvCpus = 16,
            InstanceTypes = ["optimal"],
            InstanceRole = "ecsInstanceRole",
            Subnets = ["subnet-1"],
            SecurityGroupIds = ["sg-1"],
        });
        await MakeQueueAsync(
            EksQueue,
            new()
            {
                Type = CRType.EC2,
                AllocationStrategy = CRAllocationStrategy.BEST_FIT_PROGRESSIVE,
                MinvCpus = 0,
                MaxvCpus = 16,
                InstanceTypes = ["m5.4xlarge"],
                InstanceRole = "nodes",
                Subnets = ["subnet-1"],
                SecurityGroupIds = ["sg-1"],
            },
            new() { EksClusterArn = "arn:aws:eks:us-east-1:123456789012:cluster/work", KubernetesNamespace = "jobs" });
        await MakeQueueAsync(FargateQueue, new() { Type = CRType.FARGATE, MaxvCpus = 16, Subnets = ["subnet-1"], SecurityGroupIds = ["sg-1"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            await process.DisposeAsync();
        }

        _folders.Dispose();
    }

    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A folder of this machine, gone at the end.</summary>
    internal string Folder(string name) => Directory.CreateDirectory(_folders.New(name)).FullName;

    internal AmazonBatchClient BatchIn(string region) => new(Keys, new AmazonBatchConfig { ServiceURL = Url, AuthenticationRegion = region, MaxErrorRetry = 0 });

    internal AmazonSecurityTokenServiceClient StsIn(string region) =>
        new(Keys, new AmazonSecurityTokenServiceConfig { ServiceURL = Url, AuthenticationRegion = region, MaxErrorRetry = 0 });

    /// <summary>A call whose JSON is sent and read as it stands: for what an SDK would add, leave out or hide.</summary>
    internal async Task<JsonElement> RawAsync(string operation, string json)
    {
        using var client = Process.SignedClient();
        using var response = await client.PostAsync("batch", $"/v1/{operation.ToLowerInvariant()}", Encoding.UTF8.GetBytes(json), Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, $"{operation} {json} answered {(int)response.StatusCode}: {text}");

        return JsonElement.Parse(text);
    }

    /// <summary>What a program hands SubmitJob, sent by the SDK; the id of the job.</summary>
    internal async Task<string> SubmitAsync(SubmitJobRequest request) => (await Batch.SubmitJobAsync(request, Cancellation)).JobId;

    internal async Task<JobDetail> DescribeAsync(string jobId) =>
        Assert.Single((await Batch.DescribeJobsAsync(new() { Jobs = [jobId] }, Cancellation)).Jobs);

    /// <summary>Polls as every program does, until the job is as wanted; a job that is over and is not, fails the test at once.</summary>
    internal Task<JobDetail> UntilAsync(string jobId, string status) => Wait.UntilAsync(
        () => DescribeAsync(jobId),
        job => job.Status == status || (IsOver(job) ? throw new InvalidOperationException($"{Tell(job)}, not {status}.\n{Process.Output}") : false),
        $"{status} of job {jobId}",
        () => Process.Output);

    internal Task<JobDetail> EndAsync(string jobId) => Wait.UntilAsync(() => DescribeAsync(jobId), IsOver, $"the end of job {jobId}", () => Process.Output);

    /// <summary>The lines of one attempt.</summary>
    internal async Task<IReadOnlyList<string>> LinesAsync(string logStreamName, string? group = null) =>
        [.. (await Logs.GetLogEventsAsync(new() { LogGroupName = group ?? "/aws/batch/job", LogStreamName = logStreamName, StartFromHead = true }, Cancellation)).Events.Select(line => line.Message)];

    /// <summary>Without what the stack says in a job's log.</summary>
    internal static IEnumerable<string> OwnLines(IReadOnlyList<string> lines) => lines.Where(line => !line.StartsWith("LocalBatch: ", StringComparison.Ordinal));

    internal async Task PutAsync(string key, string text) =>
        await S3.PutObjectAsync(new() { BucketName = Bucket, Key = key, ContentBody = text }, Cancellation);

    internal async Task<string> TextAsync(string key)
    {
        using var found = await S3.GetObjectAsync(Bucket, key, Cancellation);
        using var reader = new StreamReader(found.ResponseStream);

        return await reader.ReadToEndAsync(Cancellation);
    }

    internal static bool IsOver(JobDetail job) => job.Status == "SUCCEEDED" || job.Status == "FAILED";

    private static string Tell(JobDetail job) =>
        $"Job {job.JobId} is {job.Status} ({job.StatusReason}; exit code {job.Container?.ExitCode}; {job.Container?.Reason})";

    private async Task MakeQueueAsync(string name, ComputeResource resources, EksConfiguration? eks = null)
    {
        await Batch.CreateComputeEnvironmentAsync(
            new() { ComputeEnvironmentName = name, Type = CEType.MANAGED, ComputeResources = resources, EksConfiguration = eks }, Cancellation);
        await Wait.UntilAsync(
            async () => (await Batch.DescribeComputeEnvironmentsAsync(new() { ComputeEnvironments = [name] }, Cancellation)).ComputeEnvironments[0].Status.Value,
            status => status == "VALID",
            $"the compute environment {name}",
            () => Process.Output);
        await Batch.CreateJobQueueAsync(
            new() { JobQueueName = name, Priority = 1, ComputeEnvironmentOrder = [new() { Order = 1, ComputeEnvironment = name }] },
            Cancellation);
        await Wait.UntilAsync(
            async () => (await Batch.DescribeJobQueuesAsync(new() { JobQueues = [name] }, Cancellation)).JobQueues[0].Status.Value,
            status => status == "VALID",
            $"the job queue {name}",
            () => Process.Output);
    }
}

/// <summary>Test classes that use one stack, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ClientCollection : ICollectionFixture<ClientStack>
{
    public const string Name = "clients";
}
