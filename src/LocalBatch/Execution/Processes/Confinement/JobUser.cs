using System.Globalization;
using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes.Confinement;

/// <summary>A user of this machine that attempts run as, where this program may choose one.</summary>
/// <param name="Uid">Its number.</param>
/// <param name="Gid">Number of its group.</param>
public sealed record JobUser(uint Uid, uint Gid)
{
    private const string Users = "/etc/passwd";
    private const string Groups = "/etc/group";

    // Below it are the accounts and groups of the system, such as those that may read passwords or disks.
    private static uint FirstOrdinary => OperatingSystem.IsMacOS() ? 500u : 1000u;

    /// <summary>Whether this program may run something as another user.</summary>
    public static bool MayChoose => !OperatingSystem.IsWindows() && Libc.EffectiveUser() == 0;

    /// <summary>Finds a user by name or number, with or without <c>:group</c>. A number needs no entry in the system's list.</summary>
    /// <returns><c>null</c> where there is no such user or group.</returns>
    public static JobUser? Find(string text)
    {
        var (user, group) = text.Split(':') switch
        {
            [var name] => (name, ""),
            [var name, var of] => (name, of),
            _ => ("", ""),
        };
        var entry = Entry(Users, user);
        var uid = Number(user) ?? (entry is [_, _, var number, ..] ? Number(number) : null);
        var gid = group.Length > 0 ? Number(group) ?? (Entry(Groups, group) is [_, _, var given, ..] ? Number(given) : null)
            : entry is [_, _, _, var own, ..] ? Number(own)
            : uid;

        return uid is { } id && gid is { } of2 ? new(id, of2) : null;
    }

    /// <summary>
    /// The user that a job definition asks for, as far as it may: in a container it has no power outside, here it would. Never an account
    /// of the system, nor the person who called <c>sudo</c>; a group of the system becomes the user's own number.
    /// </summary>
    /// <param name="text">As for <see cref="Find"/>.</param>
    /// <param name="caller">Who started this program as root, by <c>SUDO_UID</c>.</param>
    /// <returns><c>null</c> where there is no such user, or it may not be chosen.</returns>
    public static JobUser? Chosen(string text, uint? caller) => Find(text) is { } user && user.Uid >= FirstOrdinary && user.Uid != caller
        ? user.Gid >= FirstOrdinary ? user : user with { Gid = user.Uid }
        : null;

    private static string[]? Entry(string file, string nameOrNumber) =>
        !File.Exists(file) ? null : File.ReadLines(file).Select(line => line.Split(':')).FirstOrDefault(parts => parts.Length > 2 && (parts[0] == nameOrNumber || parts[2] == nameOrNumber));

    // The last number is nobody's: to the kernel it says "as before", which is root (setresuid(2), chown(2)).
    private static uint? Number(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number != uint.MaxValue ? number : null;
}
