using System.Runtime.CompilerServices;
using LocalBatch.Execution.Processes;

namespace LocalBatch.Execution.Training;

/// <summary>
/// Runs training images through another executor as SageMaker runs them: with its folders below <c>/opt/ml</c>, and with the failure
/// that the algorithm writes as the reason. All other attempts go through untouched.
/// </summary>
/// <param name="inner">Runs containers.</param>
/// <param name="root">Folder for the folders of attempts.</param>
/// <param name="storage">Where data come from and results go.</param>
public sealed class TrainingExecutor(IJobExecutor inner, string root, ITrainingStorage storage) : IJobExecutor
{
    private const string OutOfMemory = "OutOfMemoryError";

    // Inferred: as SageMaker words it where an instance has too little memory; AWS documents no list of reasons.
    private const string TooLittleMemory = "AlgorithmError: Please use an instance type with more memory, or reduce the size of training data processed on an instance., exit code: 137";

    /// <inheritdoc/>
    public IAsyncEnumerable<AttemptEvent> RunAsync(Attempt attempt, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(attempt);

        return attempt.Training is { } task ? TrainAsync(attempt, new(FolderOf(attempt.TaskId), task, storage), stop) : inner.RunAsync(attempt, stop);
    }

    /// <inheritdoc/>
    public Task<IReadOnlySet<string>> FindLeftAsync(CancellationToken cancellation) => inner.FindLeftAsync(cancellation);

    /// <inheritdoc/>
    public void KeepOnly(IReadOnlySet<string> taskIds)
    {
        ArgumentNullException.ThrowIfNull(taskIds);
        inner.KeepOnly(taskIds);
        foreach (var folder in Directory.Exists(root) ? Directory.GetDirectories(root) : [])
        {
            if (!taskIds.Contains(Path.GetFileName(folder)))
            {
                Remove(folder);
            }
        }

        // What was on its way to a bucket when the last life ended.
        foreach (var file in Directory.Exists(root) ? Directory.GetFiles(root) : [])
        {
            File.Delete(file);
        }
    }

    /// <inheritdoc/>
    public void Acknowledge(string taskId)
    {
        inner.Acknowledge(taskId);
        if (Directory.Exists(FolderOf(taskId)))
        {
            _ = Task.Run(() => Remove(FolderOf(taskId)));
        }
    }

    /// <inheritdoc/>
    public void Forget(IReadOnlyList<string> taskIds) => inner.Forget(taskIds);

    /// <inheritdoc/>
    public void Release(ContainerGroup group) => inner.Release(group);

    /// <inheritdoc/>
    public void Hurry() => inner.Hurry();

    private string FolderOf(string taskId) => Path.Combine(root, taskId);

    private async IAsyncEnumerable<AttemptEvent> TrainAsync(Attempt attempt, TrainingFolders folders, [EnumeratorCancellation] CancellationToken stop)
    {
        // Off the caller's thread, which may be the engine's loop.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (!folders.AreLaid && folders.Lay() is { } unlaid)
        {
            yield return new AttemptEvent.FailedToStart(null, unlaid);
            yield break;
        }

        await foreach (var happened in inner.RunAsync(attempt with { Surroundings = attempt.Surroundings with { Mounts = folders.Mounts } }, stop).ConfigureAwait(false))
        {
            yield return happened is AttemptEvent.Exited exited ? End(exited, folders) : happened;
        }
    }

    // AWS: results are kept whether training succeeded or not (SageMaker developer guide, /opt/ml/output and /opt/ml/model).
    private static AttemptEvent.Exited End(AttemptEvent.Exited exited, TrainingFolders folders) => (folders.Gather(), exited) switch
    {
        ({ } ungathered, { ExitCode: 0 }) => new(0, ungathered),
        (_, { ExitCode: 0 }) => new(0, null),
        (_, { Reason: { } reason }) when reason.StartsWith(OutOfMemory, StringComparison.Ordinal) => exited with { Reason = TooLittleMemory },
        // AWS: AlgorithmError, what the algorithm wrote, its exit code (SageMaker developer guide, troubleshooting).
        (_, { ExitCode: { } code }) => new(code, $"AlgorithmError: {folders.Failure()}, exit code: {code}"),
        // Its daemon is gone, or its container: nobody knows how it ended.
        _ => new(null, "InternalServerError: We encountered an internal error.  Please try again."),
    };

    private static void Remove(string folder)
    {
        try
        {
            FolderRemoval.Remove(folder);
        }
        catch (Exception stays) when (stays is IOException or UnauthorizedAccessException)
        {
            // The next life tries again.
            return;
        }
    }
}
