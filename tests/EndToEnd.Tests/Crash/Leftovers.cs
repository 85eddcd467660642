namespace EndToEnd.Tests.Crash;

/// <summary>Processes that still belong to a stack: DynamoDB, functions, jobs. Each names the state folder in its arguments or variables.</summary>
internal static class Leftovers
{
    /// <summary>Their ids and arguments. Only Linux tells; elsewhere there are none to see.</summary>
    public static IReadOnlyList<string> Of(string stateFolder) => !Directory.Exists("/proc/self") ? [] :
    [
        .. Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)).Select(folder => Describe(folder, stateFolder)).OfType<string>(),
    ];

    private static string? Describe(string folder, string stateFolder)
    {
        try
        {
            var arguments = File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
            var belongs = arguments.Contains(stateFolder, StringComparison.Ordinal)
                || File.ReadAllText(Path.Combine(folder, "environ")).Contains(stateFolder, StringComparison.Ordinal);
            return belongs ? $"{Path.GetFileName(folder)}: {arguments}" : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or is somebody else's.
            return null;
        }
    }
}
