namespace EndToEnd.Tests;

/// <summary>Files of the repository and the programs built from it.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The local stack's executable, of the same configuration as the tests.</summary>
    public static string LocalCloud { get; } = File(Path.Combine("src", "LocalCloud", "bin", Configuration, "net10.0", "LocalCloud"));

    /// <summary>A program for jobs, of the same configuration.</summary>
    public static string JobClient { get; } = File(Path.Combine("tests", "JobClient", "bin", Configuration, "net10.0", "JobClient.dll"));

    private static string Configuration => AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        ? "Release"
        : "Debug";

    public static string File(string path) => Path.Combine(Root, path);

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "BatchFunctions.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new DirectoryNotFoundException("BatchFunctions.sln is in none of the folders above the test's own.");
        }

        return folder;
    }
}
