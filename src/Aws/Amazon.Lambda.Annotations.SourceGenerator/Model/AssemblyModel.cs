namespace Amazon.Lambda.Annotations.SourceGenerator.Model;

/// <summary>What attributes of the assembly and its references say.</summary>
/// <param name="GenerateMain">Whether <c>Main</c> is to be written.</param>
/// <param name="GlobalPropertiesAt">Where that is said.</param>
/// <param name="Serializer">Serializer of the assembly, with <c>global::</c>; <c>null</c> where none is named.</param>
/// <param name="IsExecutable">Whether the project makes a program.</param>
/// <param name="HasMain">Whether the program has an entry point of its own.</param>
/// <param name="MissingPackages">Packages a project with functions has to reference and does not.</param>
internal sealed record AssemblyModel(
    bool GenerateMain,
    SourceSpan? GlobalPropertiesAt,
    string? Serializer,
    bool IsExecutable,
    bool HasMain,
    EquatableArray<string> MissingPackages);
