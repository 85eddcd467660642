namespace Amazon.Lambda.Annotations.SourceGenerator.Model;

/// <summary>A class with <c>[LambdaStartup]</c>.</summary>
internal sealed record StartupModel(string FullName, SourceSpan? At, EquatableArray<Problem> Problems);
