using LocalCloud.State;
using LocalCloud.Template;

namespace LocalCloud.Stack;

/// <summary>Reads the template that the options name.</summary>
internal static class TemplateFile
{
    private const string Defaults = "defaults.yaml";

    /// <returns>Its text, and what it is resolved against; <c>null</c> where there is to be none.</returns>
    /// <exception cref="StartException">It cannot be read.</exception>
    public static (string Text, TemplateSettings Settings)? Find(StackOptions options) => options switch
    {
        { Template: { } path, OtherTemplate: { } other } when !File.Exists(path) && File.Exists(other) => (Read(other), Settings(other, options)),
        { Template: { } path } => (Read(path), Settings(path, options)),
        { HasDefaults: true } => (ReadDefaults(), Settings(Defaults, options)),
        _ => null,
    };

    private static TemplateSettings Settings(string name, StackOptions options) => new()
    {
        File = name,
        Region = options.Region,
        Endpoint = $"http://127.0.0.1:{options.Port}",
        ApiEndpoint = $"http://127.0.0.1:{options.ApiPort}",
        Parameters = options.Parameters,
        Imports = options.Imports,
        IsStrict = options.IsStrict,
    };

    private static string ReadDefaults()
    {
        using StreamReader reader = new(typeof(TemplateFile).Assembly.GetManifestResourceStream(Defaults)
            ?? throw new InvalidOperationException($"{Defaults} is not embedded."));

        return reader.ReadToEnd();
    }

    private static string Read(string path)
    {
        try
        {
            return NamedFile.ReadText(path, NamedFile.LargestTemplate);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StartException(
                $"There is no template {Path.GetFileName(path)} in {Path.GetDirectoryName(Path.GetFullPath(path))}: go to the folder that has it, name another with --template FILE, or run without functions with --no-template.",
                missing);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The template {path} cannot be read ({exception.Message}); name another with --template FILE, or run without functions with --no-template.", exception);
        }
    }
}
