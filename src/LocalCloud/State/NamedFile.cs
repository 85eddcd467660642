namespace LocalCloud.State;

/// <summary>Reads files that a person names, whatever is behind the name: a device without end must not become memory without end.</summary>
internal static class NamedFile
{
    private const int Piece = 64 * 1024;

    /// <summary>For a template: CloudFormation takes 1 MB (CloudFormation quotas).</summary>
    public const int LargestTemplate = 16 * 1024 * 1024;

    /// <summary>For rules, secrets and the like.</summary>
    public const int LargestSettings = 16 * 1024 * 1024;

    /// <summary>For a manifest: the function that reads it takes 16 MiB, and says so of a larger one.</summary>
    public const int LargestManifest = 64 * 1024 * 1024;

    /// <summary>All of the file, or of the pipe, such as a shell makes of <c>&lt;(command)</c>.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="largest">In bytes.</param>
    /// <exception cref="IOException">It cannot be read, or is longer.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadBytes(string path, int largest)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        using MemoryStream content = new();
        var piece = new byte[Piece];
        while (file.Read(piece) is > 0 and var count)
        {
            if (content.Length + count > largest)
            {
                throw new IOException($"it is longer than {largest / 1024 / 1024} MiB");
            }

            content.Write(piece, 0, count);
        }

        return content.ToArray();
    }

    /// <summary>The same as text: UTF-8, or as its first bytes say.</summary>
    /// <exception cref="IOException">It cannot be read, or is longer.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string ReadText(string path, int largest)
    {
        using MemoryStream content = new(ReadBytes(path, largest));
        using StreamReader reader = new(content);

        return reader.ReadToEnd();
    }
}
