namespace LocalCloud.Template;

/// <summary>How the processes of a function are started.</summary>
/// <param name="Words">Program and arguments, without the handler; empty for an executable named bootstrap.</param>
/// <param name="Packages">Folder in which the interpreter finds the runtime client; <c>null</c> where it needs none.</param>
internal sealed record FunctionCommand(IReadOnlyList<string> Words, string? Packages)
{
    public static FunctionCommand Bootstrap { get; } = new([], null);

    public bool IsBootstrap => Words.Count == 0;
}
