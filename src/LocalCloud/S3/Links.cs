using LocalCloud.Gateway;

namespace LocalCloud.S3;

/// <summary>Symbolic links that somebody put into a bucket's folder: they could lead anywhere, so nothing goes through them.</summary>
internal static class Links
{
    /// <summary>Whether <paramref name="root"/>, a folder on the way from it, or the last part itself, is a link.</summary>
    /// <param name="root">Full path of the bucket's folder.</param>
    /// <param name="path">Below it, with slashes.</param>
    public static bool AreIn(string root, string path)
    {
        if (IsLink(root))
        {
            return true;
        }

        for (var end = path.IndexOf('/', StringComparison.Ordinal); end >= 0; end = path.IndexOf('/', end + 1))
        {
            if (IsLink(Path.Combine(root, path[..end])))
            {
                return true;
            }
        }

        return IsLink(Path.Combine(root, path));
    }

    /// <exception cref="AwsException">AccessDenied: a folder on the way is a link. What stands at the end itself may be replaced.</exception>
    public static void RefuseOnTheWay(string root, string path)
    {
        if (IsLink(root) || (path.LastIndexOf('/') is var last and >= 0 && AreIn(root, path[..last])))
        {
            throw Refused(path);
        }
    }

    /// <exception cref="AwsException">AccessDenied.</exception>
    public static void Refuse(string root, string path)
    {
        if (AreIn(root, path))
        {
            throw Refused(path);
        }
    }

    public static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private static AwsException Refused(string path) =>
        new("AccessDenied", $"Access Denied: {path} goes through a symbolic link, which could lead out of the bucket's folder.", 403);
}
