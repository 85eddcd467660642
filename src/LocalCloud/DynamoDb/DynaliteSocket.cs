using System.Text;

namespace LocalCloud.DynamoDb;

/// <summary>Where dynalite listens: a socket in a folder that only its owner can enter.</summary>
internal sealed class DynaliteSocket : IDisposable
{
    // A socket's path has 108 bytes on Linux and 104 on macOS, with the zero at its end.
    private const int LongestPath = 103;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string? _temporary;

    private DynaliteSocket(string folder, string? temporary)
    {
        Path = InFolder(folder);
        _temporary = temporary;
    }

    public string Path { get; }

    /// <summary>A socket in <paramref name="folder"/>, or in a new temporary folder where that path is too long for one.</summary>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public static DynaliteSocket In(string folder)
    {
        var full = System.IO.Path.GetFullPath(folder);
        if (Encoding.UTF8.GetByteCount(InFolder(full)) > LongestPath)
        {
            var temporary = Directory.CreateTempSubdirectory("localcloud-").FullName;

            return new(temporary, temporary);
        }

        Directory.CreateDirectory(full, OwnerOnly);
        // One that is there may have been opened by an earlier version, or by hand.
        File.SetUnixFileMode(full, OwnerOnly);

        return new(full, null);
    }

    public void Dispose()
    {
        File.Delete(Path);
        if (_temporary is not null)
        {
            Directory.Delete(_temporary);
        }
    }

    private static string InFolder(string folder) => System.IO.Path.Combine(folder, "dynamodb.sock");
}
