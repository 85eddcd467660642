using System.Globalization;
using System.Runtime.CompilerServices;
using LocalBatch.Execution;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Ecs;

/// <summary>Runs attempts through another executor, and moves what each leaves in its folder to one that bears the job's name.</summary>
/// <param name="inner">Keeps the folders of attempts.</param>
/// <param name="folder">Below it each attempt has <c>job name/job id/attempt</c>; the index of an array's child is part of its job id.</param>
/// <param name="folderOf">Where an attempt ran, by its task id.</param>
/// <param name="log">Told of what cannot be moved.</param>
internal sealed class OutputFolders(IJobExecutor inner, string folder, Func<string, string> folderOf, ILogger<OutputFolders> log) : IJobExecutor
{
    public static string PathOf(string folder, string jobName, string jobId) => Path.Combine(folder, jobName, jobId.Replace(':', '-'));

    public void Hurry() => inner.Hurry();

    public Task<IReadOnlySet<string>> FindLeftAsync(CancellationToken cancellation) => inner.FindLeftAsync(cancellation);

    public void KeepOnly(IReadOnlySet<string> taskIds) => inner.KeepOnly(taskIds);

    public void Acknowledge(string taskId) => inner.Acknowledge(taskId);

    public void Forget(IReadOnlyList<string> taskIds) => inner.Forget(taskIds);

    public void Release(ContainerGroup group) => inner.Release(group);

    public async IAsyncEnumerable<AttemptEvent> RunAsync(Attempt attempt, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var happened in inner.RunAsync(attempt, stop))
        {
            if (happened is not AttemptEvent.Started)
            {
                Collect(attempt);
            }

            // After the move: whoever hears that the job has ended finds its files.
            yield return happened;
        }
    }

    private void Collect(Attempt attempt)
    {
        var left = folderOf(attempt.TaskId);
        try
        {
            if (!Directory.Exists(left))
            {
                return;
            }

            if (!Directory.EnumerateFileSystemEntries(left).Any())
            {
                Directory.Delete(left);
                return;
            }

            var parent = PathOf(folder, attempt.JobName, attempt.JobId);
            Directory.CreateDirectory(parent);
            // Of several containers each has a folder of its own.
            var container = attempt is { Group: not null, Task.ContainerName: var name } ? $"-{name}" : "";
            Move(left, Path.Combine(parent, attempt.Number.ToString(CultureInfo.InvariantCulture) + container));
        }
        catch (Exception stuck) when (stuck is IOException or UnauthorizedAccessException)
        {
            // The job ended as it ended; its files are where it left them.
            log.OutputNotMoved(attempt.JobName, left, stuck.Message);
        }
    }

    // Renamed, never copied: the job's user may go on changing what is copied or removed by its path.
    private static void Move(string from, string to)
    {
        try
        {
            Directory.Move(from, to);
        }
        catch (IOException stuck) when (Directory.Exists(from) && !Directory.Exists(to))
        {
            throw new IOException($"{to} is on another file system than the jobs' folders, or cannot be made there ({stuck.Message}); give an --output-folder beside {from}", stuck);
        }
    }
}
