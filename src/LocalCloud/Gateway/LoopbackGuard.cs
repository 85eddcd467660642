using Microsoft.Extensions.Primitives;

namespace LocalCloud.Gateway;

/// <summary>
/// Keeps web pages out. A page in the user's browser can reach loopback: by its own name resolved to 127.0.0.1, which
/// its Host header gives away, or across origins, which its Origin header gives away, and where a browser sends none, as for pictures
/// and scripts, its Sec-Fetch-Site header.
/// </summary>
internal static class LoopbackGuard
{
    /// <summary>What containers behind a bridge call this machine.</summary>
    public const string ContainersName = "host.docker.internal";

    /// <summary>True for the name by which containers behind a bridge call us, with our port.</summary>
    public static bool IsContainersHost(string? host, int port) => NameOf(host, port) == ContainersName;

    /// <summary>True for this machine's loopback names with the port we listen on.</summary>
    public static bool IsOwnHost(string? host, int port) => NameOf(host, port) is "127.0.0.1" or "localhost" or "[::1]";

    /// <summary>True for a name below localhost with our port: S3, and nothing else, puts buckets there.</summary>
    public static bool IsBucketHost(string? host, int port) => NameOf(host, port)?.EndsWith(".localhost", StringComparison.Ordinal) == true;

    /// <summary>True where there is no Origin, or one that we served ourselves.</summary>
    public static bool IsOwnOrigin(string? origin, int port) =>
        string.IsNullOrEmpty(origin)
        || (origin.StartsWith("http://", StringComparison.Ordinal) && origin["http://".Length..] is var host && !host.Contains('/') && IsOwnHost(host, port));

    /// <summary>
    /// False where a browser says that a page of somewhere else asks. Other ports of this machine are the same site, and yet
    /// somebody else's.
    /// </summary>
    /// <param name="site">The header <c>Sec-Fetch-Site</c>: <c>none</c> is what the user has typed (Fetch Metadata, W3C).</param>
    public static bool IsOwnFetch(StringValues site) => site.Count == 0 || (site.Count == 1 && site[0] is "same-origin" or "none");

    private static string? NameOf(string? host, int port) =>
        host is not null && host.EndsWith(":" + port, StringComparison.Ordinal) ? host[..host.LastIndexOf(':')].ToLowerInvariant() : null;
}
