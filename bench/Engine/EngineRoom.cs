using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LocalBatch;
using LocalBatch.Execution;

namespace Bench.Engine;

/// <summary>An engine with one queue and one job definition in a folder of its own.</summary>
internal sealed class EngineRoom : IAsyncDisposable
{
    private static readonly byte[] OneJob = """{"jobName": "one", "jobQueue": "q", "jobDefinition": "job"}"""u8.ToArray();
    private static readonly byte[] OneJobWithVolume = """{"jobName": "one", "jobQueue": "q", "jobDefinition": "mounting"}"""u8.ToArray();

    private readonly decimal _maxVcpus;
    private readonly bool _isOwned;
    private BatchEngine? _engine;

    private EngineRoom(string folder, decimal maxVcpus, bool isOwned) => (Folder, _maxVcpus, _isOwned) = (folder, maxVcpus, isOwned);

    public string Folder { get; }

    public EventCounter Events { get; } = new();

    public BatchEngine Engine => _engine ?? throw new InvalidOperationException("The engine is not open.");

    /// <param name="maxVcpus">Jobs of one vCPU that run at once.</param>
    /// <param name="executorIn">Makes what runs the jobs, given the room's folder.</param>
    public static async Task<EngineRoom> OpenAsync(decimal maxVcpus, Func<string, IJobExecutor> executorIn)
    {
        var room = new EngineRoom(Directory.CreateTempSubdirectory("bench-").FullName, maxVcpus, isOwned: true);
        await room.StartAsync(executorIn(room.Folder));
        await room.PrepareAsync();

        return room;
    }

    /// <summary>In a folder that stays.</summary>
    public static async Task<EngineRoom> OpenInAsync(string folder, decimal maxVcpus, IJobExecutor executor)
    {
        var room = new EngineRoom(folder, maxVcpus, isOwned: false);
        await room.StartAsync(executor);
        await room.PrepareAsync();

        return room;
    }

    /// <summary>Takes up what is in the folder.</summary>
    public static async Task<EngineRoom> ReopenInAsync(string folder, IJobExecutor executor)
    {
        var room = new EngineRoom(folder, 32, isOwned: false);
        await room.StartAsync(executor);

        return room;
    }

    private async Task StartAsync(IJobExecutor executor) => _engine = await BatchEngine.OpenAsync(
        new()
        {
            JournalPath = Path.Combine(Folder, "batch.db"),
            Executor = executor,
            Events = Events,
            Time = TimeProvider.System,
            NewId = Guid.NewGuid,
            MaxVcpus = _maxVcpus,
            LifecycleDelay = TimeSpan.FromMilliseconds(1),
        },
        CancellationToken.None);

    /// <summary>Submits single jobs, so many at a time; returns when all are acknowledged.</summary>
    public async Task SubmitAsync(int count, int atOnce = 1024)
    {
        for (var left = count; left > 0; left -= atOnce)
        {
            await Task.WhenAll(Enumerable.Range(0, Math.Min(left, atOnce)).Select(_ => SubmitAsync()));
        }
    }

    public Task SubmitAsync() => SubmitAsync(OneJob);

    /// <summary>A job whose program has a folder of the host mounted.</summary>
    public Task SubmitWithVolumeAsync() => SubmitAsync(OneJobWithVolume);

    private async Task SubmitAsync(byte[] job)
    {
        var answer = await Engine.HandleAsync(new("POST", "/v1/submitjob", job), CancellationToken.None);
        if (answer.StatusCode != 200)
        {
            throw new InvalidOperationException(Encoding.UTF8.GetString(answer.Body.Span));
        }
    }

    public Task SubmitArrayAsync(int size) => CallAsync(
        "submitjob",
        string.Create(CultureInfo.InvariantCulture, $$"""{"jobName": "many", "jobQueue": "q", "jobDefinition": "job", "arrayProperties": {"size": {{size}} } }"""));

    public async Task CloseAsync()
    {
        await Engine.DisposeAsync();
        _engine = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        if (_isOwned)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private async Task PrepareAsync()
    {
        await CallAsync("createcomputeenvironment", """
            {"computeEnvironmentName": "ce", "type": "MANAGED", "computeResources": {"type": "EC2", "minvCpus": 0, "maxvCpus": 100000,
             "instanceTypes": ["optimal"], "instanceRole": "ecsInstanceRole", "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]}}
            """);
        await ValidAsync("computeenvironment", "computeEnvironments", "ce");
        await CallAsync("createjobqueue", """{"jobQueueName": "q", "priority": 1, "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": "ce"}]}""");
        await ValidAsync("jobqueue", "jobQueues", "q");
        await CallAsync("registerjobdefinition", """
            {"jobDefinitionName": "job", "type": "container", "containerProperties": {"image": "busybox", "command": ["true"],
             "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "128"}]}}
            """);
        await CallAsync("registerjobdefinition", """
            {"jobDefinitionName": "mounting", "type": "container", "containerProperties": {"image": "busybox", "command": ["true"],
             "volumes": [{"name": "tmp", "host": {"sourcePath": "/tmp"}}], "mountPoints": [{"sourceVolume": "tmp", "containerPath": "/mnt"}],
             "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "128"}]}}
            """);
    }

    private async Task ValidAsync(string kind, string list, string name)
    {
        while ($"{(await CallAsync($"describe{kind}s", $$"""{"{{list}}": ["{{name}}"]}"""))[list]?[0]?["status"]}" != "VALID")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    private async Task<JsonNode> CallAsync(string operation, string body)
    {
        var answer = await Engine.HandleAsync(new("POST", $"/v1/{operation}", Encoding.UTF8.GetBytes(body)), CancellationToken.None);
        var text = Encoding.UTF8.GetString(answer.Body.Span);

        return answer.StatusCode == 200 && JsonNode.Parse(text) is { } json ? json : throw new InvalidOperationException($"{operation}: {text}");
    }
}
