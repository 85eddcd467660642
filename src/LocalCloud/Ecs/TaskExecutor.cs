using System.Runtime.CompilerServices;
using LocalBatch.Execution;

namespace LocalCloud.Ecs;

/// <summary>What surrounds a job here.</summary>
/// <param name="Endpoint">Where the stack answers, as jobs reach it.</param>
/// <param name="IsOffered">Whether jobs are shown the endpoint and get credentials for it.</param>
/// <param name="FolderOf">Working folder of an attempt, by its task id.</param>
internal sealed record TaskSurroundings(Uri Endpoint, bool IsOffered, Func<string, string> FolderOf)
{
    /// <summary>Whether an attempt runs as a container, with files of its own.</summary>
    public Func<Attempt, bool> IsContainer { get; init; } = _ => false;

    /// <summary>Where the stack answers, as containers reach it.</summary>
    public Uri FromContainers { get; init; } = Endpoint;
}

/// <summary>
/// Runs attempts through another executor, as tasks of ECS: each finds in its environment where its metadata are, where the
/// stack answers and where credentials of its role are to be had. They are worth nothing once it has ended.
/// </summary>
internal sealed class TaskExecutor(IJobExecutor inner, TaskBook tasks, TaskSurroundings surroundings) : IJobExecutor
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _endpoint = surroundings.Endpoint.GetLeftPart(UriPartial.Authority);
    private readonly string _fromContainers = surroundings.FromContainers.GetLeftPart(UriPartial.Authority);
    private IReadOnlySet<string> _left = new HashSet<string>();

    /// <summary>The endpoint answers: attempts may start. Those that came before have waited for it.</summary>
    public void Open() => _open.TrySetResult();

    public void Hurry() => inner.Hurry();

    public async Task<IReadOnlySet<string>> FindLeftAsync(CancellationToken cancellation) => _left = await inner.FindLeftAsync(cancellation);

    public void KeepOnly(IReadOnlySet<string> taskIds) => inner.KeepOnly(taskIds);

    public void Acknowledge(string taskId) => inner.Acknowledge(taskId);

    public void Forget(IReadOnlyList<string> taskIds) => inner.Forget(taskIds);

    public void Release(ContainerGroup group)
    {
        tasks.Release(group.TaskId);
        inner.Release(group);
    }

    public async IAsyncEnumerable<AttemptEvent> RunAsync(Attempt attempt, [EnumeratorCancellation] CancellationToken stop)
    {
        // A job that is stopped meanwhile goes to the executor all the same, which says so in its own words.
        await _open.Task.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (attempt.Task is not { } facts)
        {
            await foreach (var happened in inner.RunAsync(attempt, stop))
            {
                yield return happened;
            }

            yield break;
        }

        var task = tasks.Enter(attempt, facts, _left.Contains(attempt.Group?.TaskId ?? attempt.TaskId));
        try
        {
            await foreach (var happened in inner.RunAsync(attempt with { Environment = Variables(task) }, stop))
            {
                if (happened is AttemptEvent.Started)
                {
                    tasks.Started(task);
                }
                else
                {
                    tasks.Ended(task, happened is AttemptEvent.Exited(var exitCode, _) ? exitCode : null);
                }

                yield return happened;
            }
        }
        finally
        {
            tasks.Leave(task);
        }
    }

    private Dictionary<string, string> Variables(RunningTask task)
    {
        Dictionary<string, string> variables = new(task.Attempt.Environment, StringComparer.Ordinal);
        var isContainer = surroundings.IsContainer(task.Attempt);
        var endpoint = isContainer ? _fromContainers : _endpoint;
        if (!task.Task.IsPod)
        {
            variables["ECS_CONTAINER_METADATA_URI"] = $"{endpoint}/v3/{task.PathSecret}";
            variables["ECS_CONTAINER_METADATA_URI_V4"] = endpoint + task.MetadataPath;
        }

        if (!surroundings.IsOffered)
        {
            return variables;
        }

        variables.TryAdd("AWS_ENDPOINT_URL", endpoint);
        if (!isContainer)
        {
            // A job may set HOME; the keys and profiles of the machine's user are none of its business even then.
            var folder = surroundings.FolderOf(task.Attempt.TaskId);
            variables.TryAdd("AWS_SHARED_CREDENTIALS_FILE", Path.Combine(folder, ".aws", "credentials"));
            variables.TryAdd("AWS_CONFIG_FILE", Path.Combine(folder, ".aws", "config"));
        }

        if (task.RoleArn is not null)
        {
            AddCredentials(variables, task, endpoint);
        }

        return variables;
    }

    private void AddCredentials(Dictionary<string, string> variables, RunningTask task, string endpoint)
    {
        // Differs: AWS gives …_RELATIVE_URI, a path at 169.254.170.2, where nobody but root can listen; SDKs take this as well, and the other first.
        variables.Remove("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
        if (endpoint == _endpoint)
        {
            variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = endpoint + TaskEndpoint.CredentialsPath;
            variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = task.Token;
        }
        else if (tasks.KeysForLife(task) is { } keys)
        {
            // Differs: SDKs ask for credentials at addresses of loopback only, which is not this machine behind a bridge.
            variables.TryAdd("AWS_ACCESS_KEY_ID", keys.AccessKeyId);
            variables.TryAdd("AWS_SECRET_ACCESS_KEY", keys.SecretAccessKey);
            variables.TryAdd("AWS_SESSION_TOKEN", keys.Token);
        }
    }
}
