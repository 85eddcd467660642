using System.Collections.Concurrent;
using Docker.DotNet;
using LocalBatch.Execution.Processes;
using VolumesListParameters = Docker.DotNet.Models.VolumesListParameters;

namespace LocalBatch.Execution.Docker;

/// <summary>
/// Which containers are this stack's: those of an earlier life until they are taken up, and those whose end is not on disk yet.
/// A container is removed only once it is: until then a later life can still read how it ended.
/// </summary>
internal sealed class ContainerBook(Daemon daemon, DockerExecutorOptions options) : IAsyncDisposable
{
    private const string IdFile = "id";

    /// <summary>After the first refusal of a removal; each that follows is twice as long, up to the last.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LastPause = TimeSpan.FromSeconds(16);

    private readonly ConcurrentDictionary<string, LeftContainer> _left = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentBag<string>> _byTask = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReadOnlyList<int>> _gpus = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _withVolumes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task>> _volumes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _removals = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Lock _gate = new();
    private string? _stateId;
    private bool _mayHaveStrangers;

    /// <summary>By which the stack knows its containers; made with the first of them.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public string StateId
    {
        get
        {
            lock (_gate)
            {
                if (_stateId is null)
                {
                    Directory.CreateDirectory(options.WorkRoot);
                    var file = Path.Combine(options.WorkRoot, IdFile);
                    if (!File.Exists(file))
                    {
                        // Whole or not at all: by half an id a stack would take containers of others for its own.
                        File.WriteAllText(file + ".new", options.NewId().ToString("N"));
                        File.Move(file + ".new", file);
                    }

                    _stateId = File.ReadAllText(file).Trim();
                }

                return _stateId;
            }
        }
    }

    public IEnumerable<IReadOnlyList<int>> GpusLeft => _left.Values.Select(container => container.Gpus);

    /// <summary>Looks for containers of an earlier life; without any such life the daemon is not asked.</summary>
    public async Task<IReadOnlySet<string>> FindLeftAsync(CancellationToken cancellation)
    {
        if (!File.Exists(Path.Combine(options.WorkRoot, IdFile)))
        {
            return new HashSet<string>();
        }

        try
        {
            foreach (var found in await ListAsync(cancellation).ConfigureAwait(false))
            {
                _left[found.ContainerTask] = found;
                Enter(found.TaskId, found.Id);
                _withVolumes[found.TaskId] = true;
                _gpus[found.ContainerTask] = found.Gpus;
            }
        }
        catch (Exception exception) when (exception is DockerApiException || DaemonErrors.IsUnreachable(exception))
        {
            Log.LeftUnknown(options.Logger, options.Endpoint, exception.Message);
            _mayHaveStrangers = true;
        }

        return _left.Values.Select(container => container.TaskId).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The others belong to no attempt that goes on.</summary>
    /// <returns>The GPUs that those held.</returns>
    public IReadOnlyList<int> KeepOnly(IReadOnlySet<string> taskIds)
    {
        List<int> freed = [];
        foreach (var container in _left.Values.Where(container => !taskIds.Contains(container.TaskId)).ToList())
        {
            _left.TryRemove(container.ContainerTask, out _);
            freed.AddRange(GpusOf(container.ContainerTask));
            Remove(container.TaskId, null);
        }

        return freed;
    }

    /// <summary>The container that an earlier life made for the attempt; given once.</summary>
    public LeftContainer? Take(string containerTask) => _left.TryRemove(containerTask, out var left) ? left : null;

    public void Note(Attempt attempt, string id, IReadOnlyList<int> gpus)
    {
        Enter(ContainerLabels.TaskOf(attempt), id);
        _gpus[attempt.TaskId] = gpus;
    }

    /// <summary>A container was asked for, and the answer was lost: where there is one, it goes with the task.</summary>
    public void NoteUnknown(Attempt attempt) => Enter(ContainerLabels.TaskOf(attempt), ContainerRequest.NameOf(attempt));

    /// <summary>What the container held; asked once, at its end.</summary>
    public IReadOnlyList<int> GpusOf(string containerTask) => _gpus.TryRemove(containerTask, out var gpus) ? gpus : [];

    /// <summary>Before a container is made: its volumes, each once for all containers of the task.</summary>
    public async Task PrepareAsync(IReadOnlyList<string> volumes, string taskId)
    {
        // Known from here on: its container is no stranger, and its volumes go with it even where no container comes of it.
        _byTask.GetOrAdd(taskId, _ => []);
        if (_mayHaveStrangers)
        {
            var strangers = (await ListAsync(CancellationToken.None).ConfigureAwait(false)).Where(one => !_byTask.ContainsKey(one.TaskId)).ToList();
            _mayHaveStrangers = false;
            foreach (var stranger in strangers)
            {
                Enter(stranger.TaskId, stranger.Id);
                _withVolumes[stranger.TaskId] = true;
                Remove(stranger.TaskId, null);
            }
        }

        foreach (var volume in volumes)
        {
            _withVolumes[taskId] = true;
            await MakeVolumeAsync(volume, taskId).ConfigureAwait(false);
        }
    }

    /// <summary>Asked for once, also where containers begin side by side: of two at once Podman 4.3.1 refuses one, since the other has made it.</summary>
    private async Task MakeVolumeAsync(string volume, string taskId)
    {
        var making = _volumes.GetOrAdd(volume, name => new(() => daemon.AskAsync(
            (client, patience) => client.Volumes.CreateAsync(
                new() { Name = name, Labels = new Dictionary<string, string> { [ContainerLabels.State] = StateId, [ContainerLabels.Task] = taskId } }, patience),
            AnswerTimes.OfCreate)));
        try
        {
            await making.Value.ConfigureAwait(false);
        }
        catch
        {
            // The next container asks again.
            _volumes.TryRemove(new(volume, making));
            throw;
        }
    }

    /// <summary>The end of the task is on disk: nothing of it is needed any more.</summary>
    /// <param name="taskId">The whole task's.</param>
    /// <param name="folder">Its own folder, or <c>null</c>.</param>
    public void Remove(string taskId, string? folder)
    {
        if (!_byTask.TryRemove(taskId, out var containers))
        {
            return;
        }

        var removal = Task.Run(() => RemoveAsync(taskId, [.. containers.Distinct()], folder));
        _removals[removal] = true;
        _ = removal.ContinueWith(done => _removals.TryRemove(done, out _), TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_over.IsCancellationRequested)
        {
            await _over.CancelAsync().ConfigureAwait(false);
        }

        await Task.WhenAll(_removals.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    private void Enter(string taskId, string id) => _byTask.GetOrAdd(taskId, _ => []).Add(id);

    private async Task<IReadOnlyList<LeftContainer>> ListAsync(CancellationToken cancellation)
    {
        var found = await daemon.AskAsync(
            (client, patience) => client.Containers.ListContainersAsync(new() { All = true, Filters = ContainerLabels.FilterOf(StateId) }, patience), AnswerTimes.OfLook, cancellation).ConfigureAwait(false);

        return [.. found.Where(one => one.Labels.ContainsKey(ContainerLabels.Task) && one.Labels.ContainsKey(ContainerLabels.Container)).Select(one => new LeftContainer(
            one.ID, one.Labels[ContainerLabels.Task], one.Labels[ContainerLabels.Container], !ContainerEnds.IsNew(one.State), ContainerLabels.GpusOf(one.Labels)))];
    }

    private async Task RemoveAsync(string taskId, IReadOnlyList<string> containers, string? folder)
    {
        for (var pause = FirstPause; ; pause *= 2)
        {
            try
            {
                foreach (var container in containers)
                {
                    await RemoveAsync(container).ConfigureAwait(false);
                }

                if (_withVolumes.ContainsKey(taskId))
                {
                    await RemoveVolumesAsync(taskId).ConfigureAwait(false);
                    _withVolumes.TryRemove(taskId, out _);
                }

                if (folder is not null && Directory.Exists(folder))
                {
                    FolderRemoval.Remove(folder);
                }

                return;
            }
            catch (Exception exception) when (exception is DockerApiException || DaemonErrors.IsUnreachable(exception))
            {
                if (pause > LastPause || _over.IsCancellationRequested)
                {
                    // The next life removes it.
                    Log.NotRemoved(options.Logger, taskId, exception is DockerApiException refused ? DaemonErrors.Text(refused) : exception.Message);

                    return;
                }
            }

            // A daemon that was killed and is back is busy for a while with what it finds.
            await Task.Delay(pause, options.Time, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RemoveAsync(string container)
    {
        try
        {
            await daemon.AskAsync(
                (client, patience) => client.Containers.RemoveContainerAsync(container, new() { Force = true, RemoveVolumes = true }, patience), AnswerTimes.OfRemoval).ConfigureAwait(false);
        }
        catch (DockerContainerNotFoundException)
        {
            // Somebody else has removed it.
            return;
        }
    }

    private async Task RemoveVolumesAsync(string taskId)
    {
        VolumesListParameters ofTask = new()
        {
            Filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [$"{ContainerLabels.Task}={taskId}"] = true } },
        };
        var volumes = await daemon.AskAsync((client, patience) => client.Volumes.ListAsync(ofTask, patience), AnswerTimes.OfLook).ConfigureAwait(false);
        foreach (var volume in volumes.Volumes ?? [])
        {
            await daemon.AskAsync((client, patience) => client.Volumes.RemoveAsync(volume.Name, force: true, patience), AnswerTimes.OfRemoval).ConfigureAwait(false);
            _volumes.TryRemove(volume.Name, out _);
        }
    }
}

/// <summary>A container that an earlier life has made.</summary>
/// <param name="Id">The daemon's.</param>
/// <param name="TaskId">The whole task's.</param>
/// <param name="ContainerTask">The one container's attempt.</param>
/// <param name="HasRun">Its program was started.</param>
/// <param name="Gpus">In its hands.</param>
internal sealed record LeftContainer(string Id, string TaskId, string ContainerTask, bool HasRun, IReadOnlyList<int> Gpus);
