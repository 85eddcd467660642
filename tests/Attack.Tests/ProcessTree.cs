using System.Globalization;

namespace Attack.Tests;

/// <summary>A process and all that it has started, from <c>/proc</c>.</summary>
internal static class ProcessTree
{
    public static IReadOnlySet<int> Of(int root)
    {
        HashSet<int> tree = [root];
        var parents = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0).Select(id => (Id: id, Parent: ParentOf(id))).ToList();
        while (parents.Any(process => tree.Contains(process.Parent) && tree.Add(process.Id)))
        {
            // Until nothing is added: children may stand before their parents.
        }

        return tree;
    }

    private static int ParentOf(int id)
    {
        try
        {
            // The name in parentheses may hold anything, also blanks; behind it come the state and the parent (proc_pid_stat(5)).
            var stat = File.ReadAllText($"/proc/{id}/stat");

            return int.Parse(stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has ended.
            return 0;
        }
    }
}
