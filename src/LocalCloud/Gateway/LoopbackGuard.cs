namespace LocalCloud.Gateway;

/// <summary>
/// Keeps web pages out. A page in the user's browser can reach loopback: by its own name resolved to 127.0.0.1, which
/// its Host header gives away, or across origins, which its Origin header gives away.
/// </summary>
internal static class LoopbackGuard
{
    /// <summary>True for this machine's loopback names with the port we listen on, names below localhost included: S3 puts buckets there.</summary>
    public static bool IsOwnHost(string? host, int port)
    {
        if (host is null || !host.EndsWith(":" + port, StringComparison.Ordinal))
        {
            return false;
        }

        var name = host[..host.LastIndexOf(':')].ToLowerInvariant();

        return name is "127.0.0.1" or "localhost" or "[::1]" || name.EndsWith(".localhost", StringComparison.Ordinal);
    }

    /// <summary>True where there is no Origin, or one that we served ourselves.</summary>
    public static bool IsOwnOrigin(string? origin, int port) =>
        string.IsNullOrEmpty(origin)
        || (origin.StartsWith("http://", StringComparison.Ordinal) && origin["http://".Length..] is var host && !host.Contains('/') && IsOwnHost(host, port));
}
