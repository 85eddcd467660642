using System.Globalization;

namespace LocalBatch.Cli.Machine;

/// <summary>What a finding means for jobs.</summary>
internal enum Grade
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Some jobs will miss it.</summary>
    Missing,

    /// <summary>No job can run.</summary>
    Wrong,
}

/// <param name="What">What was looked at.</param>
/// <param name="Grade">What it means.</param>
/// <param name="Says">What was found, and what would be right.</param>
internal sealed record Finding(string What, Grade Grade, string Says)
{
    public override string ToString() => $"{Mark}  {What}: {Says}";

    private string Mark => Grade switch { Grade.Good => "ok     ", Grade.Missing => "missing", _ => "wrong  " };
}

/// <summary>Judges what jobs need of this machine. Values in, values out.</summary>
internal static class Doctor
{
    private const long LittleSpace = 1L << 30;
    private const int UsualPort = 4500;

    public static IReadOnlyList<Finding> Judge(MachineFacts facts) =>
    [
        Shell(facts),
        Bubblewrap(facts),
        Containers(facts),
        State(facts),
        Space(facts),
        Stack(facts),
        new("size", Grade.Good, string.Create(CultureInfo.InvariantCulture, $"{facts.Cores} cores, {facts.MemoryMiB} MiB of memory; --max-vcpus bounds what jobs take of them")),
    ];

    private static Finding Shell(MachineFacts facts) => facts.Shell is { } path
        ? new("shell", Grade.Good, path)
        : new("shell", Grade.Missing, $"there is no sh in {facts.JobPath}: jobs run programs by themselves only");

    private static Finding Bubblewrap(MachineFacts facts) => facts switch
    {
        { Bubblewrap: null } => new("bubblewrap", Grade.Missing, $"there is no bwrap in {facts.JobPath}; jobs with mounts, and --isolate, need it (Debian package bubblewrap)"),
        { Bubblewrap: { } path, BubblewrapRefusal: { } refusal } => new("bubblewrap", Grade.Missing, $"{path} cannot make a namespace here: {refusal}"),
        { Bubblewrap: { } path } => new("bubblewrap", Grade.Good, path),
    };

    private static Finding Containers(MachineFacts facts) => facts.Daemon is { } daemon
        ? new("containers", Grade.Good, $"{daemon}; --executor docker runs jobs in their images")
        : new("containers", Grade.Missing, "no daemon of Docker or Podman has a socket here; only --executor docker needs one");

    private static Finding State(MachineFacts facts) => facts.StateRefusal is { } refusal
        ? new("state folder", Grade.Wrong, $"{facts.StateFolder} cannot be written ({refusal}); name another with --state DIR")
        : new("state folder", Grade.Good, facts.StateFolder);

    private static Finding Space(MachineFacts facts) => facts.FreeBytes < LittleSpace
        ? new("disk", Grade.Missing, string.Create(CultureInfo.InvariantCulture, $"{facts.FreeBytes >> 20} MiB are free for the state; where nothing is left, calls are refused until there is"))
        : new("disk", Grade.Good, string.Create(CultureInfo.InvariantCulture, $"{facts.FreeBytes >> 30} GiB are free for the state"));

    private static Finding Stack(MachineFacts facts) => facts switch
    {
        { RunningAt: { } endpoint } => new("stack", Grade.Good, $"one is up with this state folder, at {endpoint}"),
        { IsUsualPortTaken: true } => new("stack", Grade.Missing, string.Create(CultureInfo.InvariantCulture, $"none is up with this state folder, and port {UsualPort} is taken by something else; --port 0 takes a free one")),
        _ => new("stack", Grade.Good, string.Create(CultureInfo.InvariantCulture, $"none is up with this state folder; port {UsualPort} is free")),
    };
}
