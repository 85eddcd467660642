using System.Text.RegularExpressions;
using LocalCloud.Template;

namespace LocalCloud.Lambda;

/// <summary>Writes the code that stands in a template itself into a folder, as CloudFormation does.</summary>
internal static partial class InlineCode
{
    /// <summary>The folder of a function's code.</summary>
    /// <param name="function">A function of an interpreter.</param>
    /// <param name="home">Folder of the functions' own files.</param>
    public static string FolderOf(FunctionResource function, string home) => function.Code.Folder ?? Path.Combine(home, "code", function.LogicalId);

    // AWS: the file is called index (AWS::Lambda::Function Code, ZipFile).
    public static void Write(FunctionResource function, string home)
    {
        if (function.Code.Inline is not { } code)
        {
            return;
        }

        var folder = FolderOf(function, home);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, function.Code.IsPython ? "index.py" : Module().IsMatch(code) ? "index.mjs" : "index.js"), code);
    }

    [GeneratedRegex(@"^\s*(export|import)\s", RegexOptions.Multiline)]
    private static partial Regex Module();
}
