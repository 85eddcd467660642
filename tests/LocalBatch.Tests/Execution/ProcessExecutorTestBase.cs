using System.Globalization;
using LocalBatch.Execution;
using LocalBatch.Execution.Processes;

namespace LocalBatch.Tests.Execution;

/// <summary>A process executor on a folder of its own, and attempts for it.</summary>
public abstract class ProcessExecutorTestBase : IAsyncLifetime
{
    private int _attempts;

    private protected RecordedLogs Logs { get; } = new();

    private protected string Root { get; } = Directory.CreateTempSubdirectory("localbatch-").FullName;

    private protected ProcessExecutor Executor { get; private set; } = null!;

    private protected virtual TimeProvider Time => TimeProvider.System;

    private protected virtual WorkFolderPolicy WorkFolders => WorkFolderPolicy.KeepFailed;

    private protected virtual ProcessExecutorOptions Options(ProcessExecutorOptions options) => options;

    public virtual ValueTask InitializeAsync()
    {
        Executor = new(Options(new() { WorkRoot = Root, Logs = Logs, Time = Time, WorkFolders = WorkFolders }));

        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Executor.DisposeAsync();
        Directory.Delete(Root, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected Attempt Shell(string script) => Attempt("sh", "-c", script);

    private protected Attempt Attempt(params string[] command)
    {
        var id = (++_attempts).ToString("x32", CultureInfo.InvariantCulture);

        return new()
        {
            TaskId = id,
            JobId = $"job-{_attempts}",
            Number = 1,
            Image = "busybox",
            Command = command,
            Environment = new Dictionary<string, string>(),
            Vcpus = 1,
            MemoryMiB = 512,
            LogGroup = "/aws/batch/job",
            LogStreamName = $"test/default/{id}",
            Grace = TimeSpan.FromSeconds(30),
        };
    }

    private protected string FolderOf(Attempt attempt) => Path.Combine(Root, attempt.TaskId);

    private protected string[] LinesOf(Attempt attempt) => Logs.Lines(attempt.LogStreamName);

    private protected Task PrintedAsync(Attempt attempt, string text) => Logs.LineAsync(attempt.LogStreamName, text);

    private protected async Task<List<AttemptEvent>> RunAsync(Attempt attempt, CancellationTokenSource? stop = null)
    {
        var events = new List<AttemptEvent>();
        await foreach (var happening in Executor.RunAsync(attempt, stop?.Token ?? CancellationToken.None))
        {
            events.Add(happening);
        }

        return events;
    }

    /// <summary>Runs an attempt whose program starts, and gives its end.</summary>
    private protected async Task<AttemptEvent.Exited> RunToExitAsync(Attempt attempt, CancellationTokenSource? stop = null)
    {
        var events = await RunAsync(attempt, stop);

        Assert.True(events.Count == 2, string.Join(", ", events));
        Assert.IsType<AttemptEvent.Started>(events[0]);

        return Assert.IsType<AttemptEvent.Exited>(events[1]);
    }
}
