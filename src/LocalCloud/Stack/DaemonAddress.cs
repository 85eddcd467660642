using System.Net;
using LocalCloud.Template;

namespace LocalCloud.Stack;

/// <summary>Where a daemon that runs containers answers.</summary>
/// <param name="Endpoint">Such as <c>unix:///var/run/docker.sock</c>.</param>
/// <param name="IsElsewhere">It runs on another machine, real or virtual, where 127.0.0.1 is not ours.</param>
internal sealed record DaemonAddress(Uri Endpoint, bool IsElsewhere)
{
    /// <summary>Docker's own, on every Linux.</summary>
    public static DaemonAddress Usual { get; } = new(new("unix:///var/run/docker.sock"), OperatingSystem.IsMacOS());

    /// <summary>As Docker's own client looks for it; where Docker is not, Podman's socket.</summary>
    /// <param name="dockerHost">Variable <c>DOCKER_HOST</c>.</param>
    /// <param name="home">The user's folder.</param>
    /// <param name="runtimeFolder">Variable <c>XDG_RUNTIME_DIR</c>: where daemons of the user have their sockets.</param>
    /// <param name="exists">Whether there is such a file.</param>
    /// <exception cref="StartException">The variable names what cannot be used.</exception>
    public static DaemonAddress Find(string? dockerHost, string? home, string? runtimeFolder, Func<string, bool> exists)
    {
        if (!string.IsNullOrEmpty(dockerHost))
        {
            return Uri.TryCreate(dockerHost, UriKind.Absolute, out var given) && given.Scheme is "unix" or "tcp" or "http"
                ? new(given, OperatingSystem.IsMacOS() || (given.Scheme != "unix" && !IsLoopback(given)))
                : throw new StartException($"DOCKER_HOST is {dockerHost}; containers are run by a daemon at unix:///PATH or tcp://HOST:PORT. Over ssh, forward its socket (ssh -L /tmp/docker.sock:/var/run/docker.sock HOST) and name that.");
        }

        string?[] sockets =
        [
            "/var/run/docker.sock", runtimeFolder is null ? null : runtimeFolder + "/docker.sock", home is null ? null : home + "/.docker/run/docker.sock",
            runtimeFolder is null ? null : runtimeFolder + "/podman/podman.sock", "/run/podman/podman.sock",
        ];

        return Array.Find(sockets, socket => socket is not null && exists(socket)) is { } found ? Usual with { Endpoint = new("unix://" + found) } : Usual;
    }

    private static bool IsLoopback(Uri address) => address.IsLoopback || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
}
