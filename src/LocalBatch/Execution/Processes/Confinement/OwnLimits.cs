using System.Globalization;

namespace LocalBatch.Execution.Processes.Confinement;

/// <summary>The hard limits of this program, which what it starts cannot go above unless the kernel lets it.</summary>
internal sealed class OwnLimits
{
    /// <summary>Right to raise limits, CAP_SYS_RESOURCE (capabilities(7)).</summary>
    private const int MayRaise = 24;

    private const string File = "/proc/self/limits";
    private const int NameWidth = 26;

    // As /proc/<pid>/limits calls them.
    private static readonly Dictionary<string, string> Titles = new()
    {
        ["core"] = "Max core file size",
        ["cpu"] = "Max cpu time",
        ["data"] = "Max data size",
        ["fsize"] = "Max file size",
        ["locks"] = "Max file locks",
        ["memlock"] = "Max locked memory",
        ["msgqueue"] = "Max msgqueue size",
        ["nice"] = "Max nice priority",
        ["nofile"] = "Max open files",
        ["nproc"] = "Max processes",
        ["rss"] = "Max resident set",
        ["rtprio"] = "Max realtime priority",
        ["rttime"] = "Max realtime timeout",
        ["sigpending"] = "Max pending signals",
        ["stack"] = "Max stack size",
    };

    private readonly Dictionary<string, long> _hard = [];

    private OwnLimits()
    {
    }

    /// <summary>Nothing is cut where the system does not tell its limits.</summary>
    public static OwnLimits Read()
    {
        var own = new OwnLimits();
        if (!System.IO.File.Exists(File) || MayRaiseLimits())
        {
            return own;
        }

        var lines = System.IO.File.ReadAllLines(File);
        foreach (var (name, title) in Titles)
        {
            if (Array.Find(lines, line => line.StartsWith(title, StringComparison.Ordinal)) is { } line
                && line[NameWidth..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var hard, ..]
                && long.TryParse(hard, CultureInfo.InvariantCulture, out var most))
            {
                own._hard[name] = most;
            }
        }

        return own;
    }

    public IReadOnlyList<Ulimit> Cut(IReadOnlyList<Ulimit> limits) =>
        [.. limits.Select(limit => _hard.TryGetValue(limit.Name, out var most) ? limit with { Soft = Least(limit.Soft, most), Hard = Least(limit.Hard, most) } : limit)];

    private static int Least(int asked, long most) => asked < 0 || asked > most ? (int)Math.Min(most, int.MaxValue) : asked;

    private static bool MayRaiseLimits() =>
        Array.Find(System.IO.File.ReadAllLines("/proc/self/status"), line => line.StartsWith("CapEff:", StringComparison.Ordinal)) is { } line
        && ulong.TryParse(line.AsSpan("CapEff:".Length).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rights)
        && (rights & (1UL << MayRaise)) != 0;
}
