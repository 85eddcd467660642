using System.Globalization;

namespace LocalCloud.Gateway;

/// <summary>A process as <c>/proc</c> lists it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Parent">Of who has started it; of another where that has ended.</param>
/// <param name="Session">Id of the process that opened its session: nobody can enter one from outside, and who opens another leaves it.</param>
internal readonly record struct ProcessRow(int Id, int Parent, int Session)
{
    private const string Root = "/proc";

    // Places behind the name in /proc/PID/stat, of the fields 4 and 6 (proc_pid_stat(5)).
    private const int ParentPlace = 1;
    private const int SessionPlace = 3;

    /// <summary>All processes that are seen; one that ends meanwhile is missing.</summary>
    public static IReadOnlyList<ProcessRow> All() => !Directory.Exists(Root) ? [] :
    [
        .. Directory.EnumerateDirectories(Root)
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Of(id) : null)
            .OfType<ProcessRow>(),
    ];

    /// <summary>One process; <c>null</c> where there is none of that id, or nothing is known of processes.</summary>
    public static ProcessRow? Of(int id) => Read(FolderOf(id)) is { } stat ? Parse(id, stat) : null;

    /// <summary>Whether it has been started with this in its environment: <c>NAME=value</c>; false where that is not for us to read.</summary>
    public bool Carries(string variable)
    {
        try
        {
            return File.ReadAllText(Path.Combine(FolderOf(Id), "environ")).Split('\0').Contains(variable);
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>What <c>/proc/PID/stat</c> says; fields that are missing are 0.</summary>
    internal static ProcessRow Parse(int id, string stat)
    {
        // The name in parentheses may hold anything, also blanks and parentheses.
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);

        return new(id, Number(ParentPlace), Number(SessionPlace));

        int Number(int place) => place < fields.Length && int.TryParse(fields[place], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    /// <summary>A folder of <c>/proc</c>.</summary>
    internal static string FolderOf(int id) => string.Create(CultureInfo.InvariantCulture, $"{Root}/{id}");

    /// <summary>The text of <c>/proc/PID/stat</c>; <c>null</c> where it is gone.</summary>
    internal static string? Read(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "stat"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
