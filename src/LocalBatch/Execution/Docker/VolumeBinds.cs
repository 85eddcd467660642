using LocalBatch.Execution.Processes.Confinement;

namespace LocalBatch.Execution.Docker;

/// <summary>What of the machine's folders and of the daemon's volumes a container finds where.</summary>
/// <param name="root">Folder of the executor.</param>
/// <param name="shared">Folder of volumes that stay.</param>
/// <param name="secrets">Values of secrets that are mounted as files.</param>
internal sealed class VolumeBinds(string root, string shared, SecretValues secrets)
{
    private const UnixFileMode Everybody = (UnixFileMode)0x1FF;

    private readonly string _root = Path.GetFullPath(root);
    private readonly string _shared = Path.GetFullPath(shared);

    /// <summary>Volumes of the daemon that the attempt shares with the other containers of its task; to be made before it.</summary>
    public static IReadOnlyList<string> VolumesOf(Attempt attempt) =>
        [.. attempt.Surroundings.Mounts.Select(mount => mount.Source).OfType<VolumeSource.OfAttempt>().Where(_ => !IsPod(attempt)).Select(source => VolumeName(attempt, source.Name)).Distinct()];

    /// <exception cref="IOException">A folder cannot be made, or a secret is not there.</exception>
    public IReadOnlyList<string> Of(Attempt attempt) => [.. attempt.Surroundings.Mounts.Select(mount => $"{Source(attempt, mount)}:{mount.ContainerPath}{(mount.IsReadOnly ? ":ro" : "")}")];

    /// <summary>The folder of what goes with a task.</summary>
    public string FolderOf(string taskId) => Path.Combine(_root, taskId + ".volumes");

    // AWS: an empty host makes a volume of Docker (API_Host); it begins with what the image has there, and with its owner.
    private string Source(Attempt attempt, Mount mount) => mount.Source switch
    {
        VolumeSource.OfAttempt(var name) when !IsPod(attempt) => VolumeName(attempt, name),
        // The daemon makes what is not there, as it does for the agent of ECS.
        VolumeSource.OfHost(var path) when mount.SubPath.Length == 0 => path,
        _ => Folder(attempt, mount),
    };

    private string Folder(Attempt attempt, Mount mount)
    {
        var source = Mounts.Bind([mount], new(FolderOf(ContainerLabels.TaskOf(attempt)), _shared, Owner: null, secrets, MakeAs: (_, _) => null))[0].Source;
        if (mount.Source is VolumeSource.OfAttempt && Directory.Exists(source) && !OperatingSystem.IsWindows())
        {
            // Kubernetes: everybody may write an emptyDir.
            File.SetUnixFileMode(source, Everybody);
        }

        return source;
    }

    private static bool IsPod(Attempt attempt) => attempt.Task is { IsPod: true };

    private static string VolumeName(Attempt attempt, string name) =>
        $"localbatch-{ContainerLabels.TaskOf(attempt)}-{string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '.'))}";
}
