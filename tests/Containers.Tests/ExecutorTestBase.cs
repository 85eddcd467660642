using LocalBatch.Execution;
using LocalBatch.Execution.Docker;

namespace Containers.Tests;

/// <summary>An executor on a folder of its own, and attempts for it.</summary>
public abstract class ExecutorTestBase(Daemon daemon) : IAsyncLifetime
{
    private protected RecordedLogs Logs { get; } = new();

    private protected string Root { get; } = Directory.CreateTempSubdirectory("containers-").FullName;

    private protected DockerExecutor Executor { get; private set; } = null!;

    private protected Daemon Daemon => daemon;

    private protected string Label => $"localbatch.state={File.ReadAllText(Path.Combine(Root, "id"))}";

    public ValueTask InitializeAsync()
    {
        Executor = New();

        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Executor.DisposeAsync();
        if (File.Exists(Path.Combine(Root, "id")))
        {
            foreach (var left in await daemon.ContainersAsync(Label))
            {
                await daemon.Client.Containers.RemoveContainerAsync(left, new() { Force = true });
            }
        }

        Directory.Delete(Root, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected DockerExecutor New(Func<DockerExecutorOptions, DockerExecutorOptions>? with = null)
    {
        DockerExecutorOptions options = new() { Endpoint = Daemon.Endpoint, WorkRoot = Root, Logs = Logs, Time = TimeProvider.System, NewId = Guid.NewGuid };

        return new(with?.Invoke(options) ?? options);
    }

    /// <summary>An attempt whose image runs the script by its own entry point.</summary>
    private protected static Attempt Shell(string script)
    {
        var id = Guid.NewGuid().ToString("N");

        return new()
        {
            TaskId = id,
            JobId = Guid.NewGuid().ToString(),
            Number = 1,
            Image = Daemon.Image,
            Command = [script],
            Environment = new Dictionary<string, string> { ["AWS_BATCH_JOB_ATTEMPT"] = "1" },
            Vcpus = 1,
            MemoryMiB = 64,
            LogGroup = "/aws/batch/job",
            LogStreamName = $"test/default/{id}",
            Grace = TimeSpan.FromSeconds(1),
        };
    }

    private protected async Task<List<AttemptEvent>> RunAsync(Attempt attempt, CancellationTokenSource? stop = null, DockerExecutor? executor = null)
    {
        List<AttemptEvent> events = [];
        await foreach (var happened in (executor ?? Executor).RunAsync(attempt, stop?.Token ?? CancellationToken.None))
        {
            events.Add(happened);
        }

        return events;
    }

    private protected async Task<AttemptEvent.Exited> EndAsync(Attempt attempt, CancellationTokenSource? stop = null)
    {
        var events = await RunAsync(attempt, stop);

        Assert.True(events is [AttemptEvent.Started, AttemptEvent.Exited], string.Join(", ", events));

        return (AttemptEvent.Exited)events[1];
    }

    private protected string[] LinesOf(Attempt attempt) => Logs.Lines(attempt.LogStreamName);
}
