using System.Globalization;

namespace LocalCloud.Stack;

/// <summary>Groups that a system makes for one user alone: that the group may write a folder means that this user may.</summary>
internal static class PrivateGroups
{
    private const string Users = "/etc/passwd";
    private const string Groups = "/etc/group";

    /// <summary>True where nobody but the user, or root, is in the group; false also where the system's lists do not say.</summary>
    public static bool IsOf(uint group, uint user) =>
        File.Exists(Users) && File.Exists(Groups) && IsOf(group, user, File.ReadLines(Users), File.ReadLines(Groups));

    /// <param name="group">Id of the group.</param>
    /// <param name="user">Id of the user.</param>
    /// <param name="users">Lines of passwd(5).</param>
    /// <param name="groups">Lines of group(5).</param>
    internal static bool IsOf(uint group, uint user, IEnumerable<string> users, IEnumerable<string> groups)
    {
        var (uid, gid) = (user.ToString(CultureInfo.InvariantCulture), group.ToString(CultureInfo.InvariantCulture));
        var entries = users.Select(line => line.Split(':')).Where(parts => parts.Length > 3).ToList();
        var allowed = entries.Where(parts => parts[2] == uid || parts[2] == "0").Select(parts => parts[0]).ToHashSet(StringComparer.Ordinal);

        return groups.Select(line => line.Split(':')).Where(parts => parts.Length > 3 && parts[2] == gid).ToList() is { Count: > 0 } found
            && found.TrueForAll(parts => parts[3].Split(',', StringSplitOptions.RemoveEmptyEntries).All(allowed.Contains))
            && entries.TrueForAll(parts => parts[3] != gid || allowed.Contains(parts[0]));
    }
}
