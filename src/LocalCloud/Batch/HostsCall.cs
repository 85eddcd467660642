using LocalBatch;

namespace LocalCloud.Batch;

/// <summary>One administrative call about simulated hosts.</summary>
internal abstract record HostsCall
{
    private HostsCall()
    {
    }

    /// <summary>The call that a request makes; <c>null</c> where there is no such call.</summary>
    /// <param name="method">The request's.</param>
    /// <param name="path">As it was sent: the <c>#</c> in a node's id is <c>%23</c>.</param>
    public static HostsCall? Parse(string method, string? path) =>
        path is null || !path.StartsWith(HostsDesk.Path, StringComparison.Ordinal) ? null : (method, path[HostsDesk.Path.Length..].Split('/')) switch
        {
            ("GET", [""]) => new List(),
            ("POST", ["", { Length: > 0 } host, "reclaim"]) => new Take(Uri.UnescapeDataString(host), HostLoss.SpotInterruption),
            ("POST", ["", { Length: > 0 } host, "terminate"]) => new Take(Uri.UnescapeDataString(host), HostLoss.Terminated),
            _ => null,
        };

    /// <summary>Which hosts hold jobs now.</summary>
    public sealed record List : HostsCall;

    /// <param name="Host">Id of the instance, or of a job on it.</param>
    /// <param name="Loss">How it goes.</param>
    public sealed record Take(string Host, HostLoss Loss) : HostsCall;
}
