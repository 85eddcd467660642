using System.Text;
using System.Text.RegularExpressions;

namespace Aot.Tests;

/// <summary>The native file as it is deployed; without one, the same rules are held to nothing but the project's settings.</summary>
public sealed partial class NativeFileTests
{
    [Fact]
    public void It_needs_no_C_library_newer_than_Amazon_Linux_2023_has()
    {
        // AWS: Amazon Linux 2023 has glibc 2.34. Version names stand as text in the file's table of needed versions.
        var newest = Glibc().Matches(Encoding.Latin1.GetString(File.ReadAllBytes(Bootstrap.NativePath ?? CLibraryUser())))
            .Select(match => Version.Parse(match.Groups[1].Value))
            .Max();

        Assert.NotNull(newest);
        Assert.True(newest <= new Version(2, 34), $"it needs glibc {newest}");
    }

    [Fact]
    public void It_is_published_as_one_file()
    {
        if (Bootstrap.NativePath is { } native)
        {
            Assert.Equal(["bootstrap"], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(native)!).Select(Path.GetFileName));
            return;
        }

        var project = File.ReadAllText(Path.Combine(Bootstrap.Root, "src", "BatchFunctions", "BatchFunctions.csproj"));
        Assert.Contains("<CopyOutputSymbolsToPublishDirectory>false", project, StringComparison.Ordinal);
        Assert.Contains("<PublishDocumentationFiles>false", project, StringComparison.Ordinal);
    }

    /// <summary>A native library of .NET, linked by the same rules; there is always one.</summary>
    private static string CLibraryUser() =>
        Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.Native.so");

    [GeneratedRegex(@"GLIBC_(2\.\d+)")]
    private static partial Regex Glibc();
}
