namespace LocalCloud.S3;

/// <summary>How a file looked at one moment; a change by hand shows in it.</summary>
internal sealed record FileFacts(long Size, long Ticks)
{
    /// <summary>The facts of a plain file; <c>null</c> for anything else, or nothing.</summary>
    public static FileFacts? Of(string path)
    {
        var info = new FileInfo(path);

        // A link could lead out of the bucket's folder.
        return info.Exists && info.LinkTarget is null ? new(info.Length, info.LastWriteTimeUtc.Ticks) : null;
    }
}
