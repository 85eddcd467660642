using LocalBatch.Execution;
using LocalCloud.Ecs;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCloud.Tests.Ecs;

public sealed class OutputFoldersTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("output").FullName;

    private string Out => Path.Combine(_root, "out");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task What_an_attempt_leaves_is_in_its_jobs_folder_before_its_end_is_told()
    {
        await foreach (var happened in Run(new Writing(_root, "result.txt"), Attempt("0f", "5d2a:3", 2)))
        {
            Assert.Equal(happened is not AttemptEvent.Started, File.Exists(Path.Combine(Out, "train", "5d2a-3", "2", "result.txt")));
        }

        Assert.False(Directory.Exists(Path.Combine(_root, "0f")));
    }

    [Fact]
    public async Task An_attempt_that_leaves_nothing_leaves_no_folder()
    {
        await foreach (var _ in Run(new Writing(_root, null), Attempt("0f", "5d2a", 1)))
        {
        }

        Assert.False(Directory.Exists(Out));
        Assert.False(Directory.Exists(Path.Combine(_root, "0f")));
    }

    private IAsyncEnumerable<AttemptEvent> Run(IJobExecutor inner, Attempt attempt) =>
        new OutputFolders(inner, Out, task => Path.Combine(_root, task), NullLogger<OutputFolders>.Instance).RunAsync(attempt, TestContext.Current.CancellationToken);

    private static Attempt Attempt(string taskId, string jobId, int number) => new()
    {
        TaskId = taskId,
        JobId = jobId,
        JobName = "train",
        Number = number,
        Image = "busybox",
        Command = ["true"],
        Environment = new Dictionary<string, string>(),
        Vcpus = 1,
        MemoryMiB = 64,
        LogGroup = "/aws/batch/job",
        LogStreamName = "train/default/" + taskId,
        Grace = TimeSpan.Zero,
    };

    private sealed class Writing(string root, string? file) : IJobExecutor
    {
        public async IAsyncEnumerable<AttemptEvent> RunAsync(Attempt attempt, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
        {
            await Task.Yield();
            var folder = Directory.CreateDirectory(Path.Combine(root, attempt.TaskId)).FullName;
            yield return new AttemptEvent.Started();
            if (file is not null)
            {
                await File.WriteAllTextAsync(Path.Combine(folder, file), "42", stop);
            }

            yield return new AttemptEvent.Exited(0, null);
        }
    }
}
