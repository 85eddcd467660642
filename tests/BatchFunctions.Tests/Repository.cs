namespace BatchFunctions.Tests;

/// <summary>Files of the repository, found from the test's own folder.</summary>
internal static class Repository
{
    public static string Path(params ReadOnlySpan<string> parts)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "BatchFunctions.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder)
                ?? throw new DirectoryNotFoundException("BatchFunctions.sln is in none of the folders above the test's own.");
        }

        return System.IO.Path.Combine([folder, .. parts]);
    }
}
