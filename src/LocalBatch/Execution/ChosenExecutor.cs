using System.Collections.Concurrent;

namespace LocalBatch.Execution;

/// <summary>Runs each attempt by one of two executors: as processes of this machine, or as containers.</summary>
/// <param name="processes">Runs programs.</param>
/// <param name="containers">Runs images. Asked for what an earlier life has left also where nothing new goes to it.</param>
/// <param name="isContainer">Which of them runs a new attempt.</param>
public sealed class ChosenExecutor(IJobExecutor processes, IJobExecutor containers, Func<Attempt, bool> isContainer) : IJobExecutor
{
    private readonly ConcurrentDictionary<string, bool> _left = new(StringComparer.Ordinal);

    /// <summary>What an attempt is to be run by.</summary>
    /// <param name="kind">What the stack was started with.</param>
    /// <param name="wanted">What the attempt's compute environment wants, which counts more.</param>
    /// <param name="image">The attempt's image.</param>
    /// <param name="hasDaemon">Whether a daemon answered.</param>
    /// <param name="placeholders">Images that examples name since AWS wants one, and that nobody means to be run.</param>
    public static bool IsContainer(ExecutorKind kind, ExecutorKind? wanted, string image, bool hasDaemon, IReadOnlyCollection<string> placeholders) => (wanted ?? kind) switch
    {
        ExecutorKind.Docker => true,
        ExecutorKind.Auto => hasDaemon && !placeholders.Contains(image),
        _ => false,
    };

    /// <inheritdoc/>
    public IAsyncEnumerable<AttemptEvent> RunAsync(Attempt attempt, CancellationToken stop) => Of(attempt).RunAsync(attempt, stop);

    /// <inheritdoc/>
    public async Task<IReadOnlySet<string>> FindLeftAsync(CancellationToken cancellation)
    {
        var left = await containers.FindLeftAsync(cancellation).ConfigureAwait(false);
        foreach (var task in left)
        {
            _left[task] = true;
        }

        return left;
    }

    /// <inheritdoc/>
    public void KeepOnly(IReadOnlySet<string> taskIds) => containers.KeepOnly(taskIds);

    /// <inheritdoc/>
    public void Acknowledge(string taskId)
    {
        _left.TryRemove(taskId, out _);
        containers.Acknowledge(taskId);
    }

    /// <inheritdoc/>
    public void Forget(IReadOnlyList<string> taskIds) => processes.Forget(taskIds);

    /// <inheritdoc/>
    public void Release(ContainerGroup group) => processes.Release(group);

    /// <inheritdoc/>
    public void Hurry()
    {
        processes.Hurry();
        containers.Hurry();
    }

    private IJobExecutor Of(Attempt attempt) =>
        _left.ContainsKey(attempt.Group?.TaskId ?? attempt.TaskId) || isContainer(attempt) ? containers : processes;
}
