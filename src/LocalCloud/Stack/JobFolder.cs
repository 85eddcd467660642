using System.Security.Cryptography;
using System.Text;
using LocalBatch.Execution.Processes;
using LocalCloud.State;
using LocalCloud.Template;

namespace LocalCloud.Stack;

/// <summary>Where the folders of jobs are that run as another user than the stack: outside of its state folder, which only its owner can reach into.</summary>
internal static class JobFolder
{
    private const string Parent = "/var/tmp";
    private const string Prefix = "localbatch-";

    /// <summary>In the job folder: path of its state folder, that one's mark, and where its disk is mounted.</summary>
    private const string Note = "state";

    /// <summary>In the state folder: what makes it another one than the next of the same path.</summary>
    private const string Mark = "job-folder";

    /// <summary>Its owner lists and writes; a job reaches its own folder in there, if it knows the name.</summary>
    private const UnixFileMode Reachable = FileRights.OwnerOnlyFolder | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// The same state folder has the same folder for its jobs: shared volumes stay. Those of state folders that have been removed
    /// go now.
    /// </summary>
    /// <exception cref="StartException">Somebody else has made it.</exception>
    public static string Prepare(string state) => Prepare(state, Parent, MountOf);

    /// <param name="state">Full path of the state folder.</param>
    /// <param name="parent">Where the folders of jobs are.</param>
    /// <param name="mountOf">Where the disk of a path is mounted.</param>
    /// <inheritdoc cref="Prepare(string)"/>
    internal static string Prepare(string state, string parent, Func<string, string> mountOf)
    {
        RemoveOrphans(parent, mountOf);
        var path = Path.Combine(parent, Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)))[..16]);
        Directory.CreateDirectory(path, FileRights.OwnerOnlyFolder);
        if (!IsOurs(path))
        {
            throw new StartException($"{path}, where jobs of another user get their folders, belongs to somebody else; remove it, or run jobs as yourself with --job-user root.");
        }

        var mark = MarkOf(state);
        Write(Path.Combine(path, Note), string.Join('\n', state, mark, mountOf(state)));
        File.SetUnixFileMode(path, Reachable);

        return path;
    }

    /// <summary>Where the disk is mounted that a path is on, as the system lists them.</summary>
    private static string MountOf(string path) => DriveInfo.GetDrives().Select(drive => drive.Name.TrimEnd('/'))
        .Where(mount => path.StartsWith(mount + "/", StringComparison.Ordinal)).MaxBy(mount => mount.Length) ?? "";

    private static void RemoveOrphans(string parent, Func<string, string> mountOf)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, Prefix + "*").Where(IsOurs))
        {
            // Without a note it is of an earlier version, and nothing is known of it.
            if (Read(Path.Combine(folder, Note))?.Split('\n') is [var state, var mark, var mount] && IsRemoved(state, mark, mount, mountOf))
            {
                ProcessExecutor.RemoveWorkRoot(folder);
            }
        }
    }

    // A state folder on a disk that is not there just now comes back.
    private static bool IsRemoved(string state, string mark, string mount, Func<string, string> mountOf) =>
        mountOf(state) == mount && Directory.Exists(Path.GetDirectoryName(state)) && Read(Path.Combine(state, Mark)) != mark;

    private static string MarkOf(string state)
    {
        var path = Path.Combine(state, Mark);
        if (Read(path) is { Length: > 0 } mark)
        {
            return mark;
        }

        var made = RandomNumberGenerator.GetHexString(32, lowercase: true);
        Write(path, made);

        return made;
    }

    private static bool IsOurs(string path) => new DirectoryInfo(path).LinkTarget is null && FileRights.OwnerOf(path) == FileRights.User;

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Write(string path, string text)
    {
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, FileRights.OwnerOnlyFile);
    }
}
