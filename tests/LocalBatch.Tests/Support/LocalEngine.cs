using System.Text;
using System.Text.Json;
using LocalBatch.Books;
using LocalBatch.Engine;
using LocalBatch.Wire;
using Microsoft.Extensions.Time.Testing;

namespace LocalBatch.Tests.Support;

/// <summary>
/// An engine in a test: the clock is moved by hand, attempts are in the test's hands, the state is walked after each turn,
/// and requests go through the wire.
/// </summary>
internal sealed class LocalEngine : IAsyncDisposable
{
    private readonly List<Exception> _broken = [];
    private BatchEngine? _engine;

    public string Folder { get; } = Directory.CreateTempSubdirectory("localbatch-").FullName;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    public FakeExecutor Executor { get; private set; } = new();

    public RecordingBus Bus { get; } = new();

    public BatchEngine Engine => _engine ?? throw new InvalidOperationException("The engine is not open.");

    public string JournalPath => Path.Combine(Folder, "batch.db");

    public static async Task<LocalEngine> OpenAsync(Func<BatchEngineOptions, BatchEngineOptions>? with = null)
    {
        var local = new LocalEngine();
        await local.ReopenAsync(with);

        return local;
    }

    /// <summary>An engine with a VALID environment <c>ce</c> (4 vCPUs), a queue <c>q</c> and a definition <c>job</c> (1 vCPU, 128 MiB).</summary>
    public static async Task<LocalEngine> ReadyAsync(Func<BatchEngineOptions, BatchEngineOptions>? with = null, int maxVcpus = 4)
    {
        var local = await OpenAsync(with);
        await local.CreateEnvironmentAsync("ce", maxVcpus);
        await local.CreateQueueAsync("q", 1, "ce");
        await local.RegisterAsync("job");

        return local;
    }

    public async Task ReopenAsync(Func<BatchEngineOptions, BatchEngineOptions>? with = null)
    {
        var options = new BatchEngineOptions
        {
            JournalPath = JournalPath,
            Executor = Executor,
            Events = Bus,
            Time = Clock,
            NewId = Guid.NewGuid,
            MaxVcpus = 1000,
            LifecycleDelay = TimeSpan.FromSeconds(1),
            TurnEnded = Check,
        };
        _engine = await BatchEngine.OpenAsync(with?.Invoke(options) ?? options, CancellationToken.None);
    }

    /// <summary>An engine over a copy of the journal, as one finds it that starts after this one was killed.</summary>
    /// <param name="left">Tasks that its executor still has.</param>
    public Task<LocalEngine> AfterKillAsync(params string[] left) => AfterKillAsync(null, left);

    /// <inheritdoc cref="AfterKillAsync(string[])"/>
    public async Task<LocalEngine> AfterKillAsync(Func<BatchEngineOptions, BatchEngineOptions>? with, params string[] left)
    {
        await QuietAsync();
        var next = new LocalEngine { Executor = new() { Left = left.ToHashSet(StringComparer.Ordinal) } };
        next.Clock.SetUtcNow(Clock.GetUtcNow());
        foreach (var file in Directory.GetFiles(Folder, "batch.db*"))
        {
            File.Copy(file, Path.Combine(next.Folder, Path.GetFileName(file)));
        }

        await next.ReopenAsync(with);

        return next;
    }

    /// <summary>Closes the engine as a shutdown would and opens its journal again.</summary>
    public async Task RestartAsync(Func<BatchEngineOptions, BatchEngineOptions>? with = null)
    {
        await Engine.DisposeAsync();
        Executor = new() { Script = Executor.Script };
        await ReopenAsync(with);
    }

    public async Task<BatchHttpResponse> SendAsync(string operation, string body) =>
        await Engine.HandleAsync(new("POST", $"/v1/{operation.ToLowerInvariant()}", Encoding.UTF8.GetBytes(body)), CancellationToken.None);

    /// <summary>A call that must succeed.</summary>
    public async Task<JsonElement> CallAsync(string operation, string body)
    {
        var response = await SendAsync(operation, body);
        Assert.True(response.StatusCode == 200, $"{operation} {body} answered {response.StatusCode}: {Encoding.UTF8.GetString(response.Body.Span)}");

        return JsonElement.Parse(response.Body.Span);
    }

    /// <summary>A call that must be refused; its text without the wrapper.</summary>
    public async Task<string> RefusalAsync(string operation, string body, int status = 400, bool isWrapped = true)
    {
        var response = await SendAsync(operation, body);
        var text = Encoding.UTF8.GetString(response.Body.Span);
        Assert.True(response.StatusCode == status, $"{operation} {body} answered {response.StatusCode}: {text}");
        Assert.Equal("ClientException", response.ErrorType);
        var error = JsonElement.Parse(response.Body.Span);
        Assert.Equal("ClientException", error.Text("__type"));
        var message = error.Text("message");
        const string head = "Error executing request, Exception : ";
        var tail = $", RequestId: {response.RequestId}";
        Assert.Equal(isWrapped, message.StartsWith(head, StringComparison.Ordinal) && message.EndsWith(tail, StringComparison.Ordinal));

        return isWrapped ? message[head.Length..^tail.Length] : message;
    }

    public async Task CreateEnvironmentAsync(string name, int maxVcpus, string type = "EC2", string instanceTypes = """["optimal"]""")
    {
        var ec2 = type is "EC2" or "SPOT"
            ? $$""", "minvCpus": 0, "instanceRole": "ecsInstanceRole", "instanceTypes": {{instanceTypes}}, "spotIamFleetRole": "fleet" """
            : "";
        await CallAsync("CreateComputeEnvironment", $$"""
            {"computeEnvironmentName": "{{name}}", "type": "MANAGED", "computeResources":
             {"type": "{{type}}", "maxvCpus": {{maxVcpus}}, "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]{{ec2}} } }
            """);
        await SettleLifecycleAsync();
    }

    public async Task CreateQueueAsync(string name, int priority, params string[] environments)
    {
        var order = string.Join(", ", environments.Select((environment, i) => $$"""{"order": {{i + 1}}, "computeEnvironment": "{{environment}}"}"""));
        await CallAsync("CreateJobQueue", $$"""{"jobQueueName": "{{name}}", "priority": {{priority}}, "computeEnvironmentOrder": [{{order}}]}""");
        await SettleLifecycleAsync();
    }

    /// <summary>A queue of that name over an environment on EKS, 16 vCPUs.</summary>
    public async Task CreateEksQueueAsync(string name)
    {
        await CallAsync("CreateComputeEnvironment", $$"""
            {"computeEnvironmentName": "{{name}}", "type": "MANAGED",
             "eksConfiguration": {"eksClusterArn": "arn:aws:eks:us-east-1:123456789012:cluster/work", "kubernetesNamespace": "batch"}, "computeResources":
             {"type": "EC2", "minvCpus": 0, "maxvCpus": 16, "allocationStrategy": "BEST_FIT_PROGRESSIVE", "instanceRole": "nodes", "instanceTypes": ["m5.4xlarge"],
              "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]} }
            """);
        await SettleLifecycleAsync();
        await CreateQueueAsync(name, 1, name);
    }

    public async Task RegisterAsync(string name, int vcpus = 1, int memory = 128, string more = "") =>
        await CallAsync("RegisterJobDefinition", $$"""
            {"jobDefinitionName": "{{name}}", "type": "container", "containerProperties":
             {"image": "busybox", "command": ["true"], "resourceRequirements":
              [{"type": "VCPU", "value": "{{vcpus}}"}, {"type": "MEMORY", "value": "{{memory}}"}]}{{more}} }
            """);

    /// <summary>Submits a job and gives its id.</summary>
    public async Task<string> SubmitAsync(string more = "", string definition = "job", string queue = "q", string name = "a") =>
        (await CallAsync("SubmitJob", $$"""{"jobName": "{{name}}", "jobQueue": "{{queue}}", "jobDefinition": "{{definition}}"{{(more.Length == 0 ? "" : ", " + more)}}}""")).Text("jobId");

    public async Task<JsonElement> DescribeAsync(string jobId) =>
        Assert.Single((await CallAsync("DescribeJobs", $$"""{"jobs": ["{{jobId}}"]}""")).GetProperty("jobs").EnumerateArray());

    public async Task<string> StatusAsync(string jobId) => (await DescribeAsync(jobId)).Text("status");

    /// <summary>Waits for a status; another terminal status is an error at once.</summary>
    public async Task<JsonElement> UntilAsync(string jobId, string status)
    {
        for (var tries = 0; tries < 20_000; tries++)
        {
            var job = await DescribeAsync(jobId);
            if (job.Text("status") == status)
            {
                return job;
            }

            Assert.False(job.Text("status") is "SUCCEEDED" or "FAILED", $"Job is {job}, not {status}; events: {string.Join(' ', Bus.StatusesOf(jobId))}");
            await Task.Yield();
        }

        throw new TimeoutException($"Job {jobId} never became {status}: {await DescribeAsync(jobId)}");
    }

    /// <summary>Lets the environments and queues that are changing arrive.</summary>
    public async Task SettleLifecycleAsync()
    {
        for (var step = 0; step < 3; step++)
        {
            await QuietAsync();
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await QuietAsync();
    }

    /// <summary>A turn of the loop after all that was posted before.</summary>
    public async Task QuietAsync() => await CallAsync("DescribeJobQueues", "{}");

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
        Assert.Empty(Executor.Unexpected);
        Assert.Empty(_broken);
    }

    private void Check(EngineState state)
    {
        try
        {
            Invariants.Check(state);
        }
        catch (Exception exception)
        {
            _broken.Add(exception);
            throw;
        }
    }
}
