using System.Globalization;

namespace LocalBatch.Execution.Processes.Confinement;

/// <summary>The words by which util-linux starts a program with other limits and as another user; both become the program, and leave no process.</summary>
internal static class Limits
{
    public const string SetLimits = "prlimit";
    public const string SetUser = "setpriv";

    /// <summary>AWS: the names of <c>ulimits</c> (API_Ulimit), which are prlimit's options.</summary>
    public static readonly string[] Names =
        ["core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio", "rttime", "sigpending", "stack"];

    /// <param name="executors">Of the executor's own options; a definition may go below them, not above.</param>
    /// <param name="asked">The definition's.</param>
    public static IReadOnlyList<Ulimit> Merge(IReadOnlyList<Ulimit> executors, IReadOnlyList<Ulimit> asked) =>
    [
        .. executors.Select(limit => asked.FirstOrDefault(one => one.Name == limit.Name) is { } given
            ? new Ulimit(limit.Name, Least(given.Soft, limit.Hard), Least(given.Hard, limit.Hard))
            : limit),
        .. asked.Where(one => !executors.Any(limit => limit.Name == one.Name)),
    ];

    public static IEnumerable<string> Words(IReadOnlyList<Ulimit> limits) =>
        limits.Count == 0 ? [] : [SetLimits, .. limits.Select(limit => $"--{limit.Name}={Text(limit.Soft)}:{Text(limit.Hard)}"), "--"];

    public static IEnumerable<string> Words(JobUser? user) =>
        user is null ? [] : [SetUser, $"--reuid={user.Uid}", $"--regid={user.Gid}", "--clear-groups", "--no-new-privs", "--"];

    private static int Least(int asked, int most) => asked < 0 || (most >= 0 && asked > most) ? most : asked;

    private static string Text(int limit) => limit < 0 ? "unlimited" : limit.ToString(CultureInfo.InvariantCulture);
}
