using System.Security.Cryptography;
using System.Text;
using LocalCloud.State;

namespace LocalCloud.Stack;

/// <summary>Where the folders of jobs are that run as another user than the stack: outside of its state folder, which only its owner can reach into.</summary>
internal static class JobFolder
{
    private const string Parent = "/var/tmp";

    /// <summary>Its owner lists and writes; a job reaches its own folder in there, if it knows the name.</summary>
    private const UnixFileMode Reachable = FileRights.OwnerOnlyFolder | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The same state folder has the same folder for its jobs: shared volumes stay.</summary>
    /// <exception cref="StartException">Somebody else has made it.</exception>
    public static string Prepare(string state)
    {
        var path = Path.Combine(Parent, "localbatch-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)))[..16]);
        Directory.CreateDirectory(path, FileRights.OwnerOnlyFolder);
        if (new DirectoryInfo(path).LinkTarget is not null || FileRights.OwnerOf(path) != FileRights.User)
        {
            throw new StartException($"{path}, where jobs of another user get their folders, belongs to somebody else; remove it, or run jobs as yourself with --job-user root.");
        }

        File.SetUnixFileMode(path, Reachable);

        return path;
    }
}
