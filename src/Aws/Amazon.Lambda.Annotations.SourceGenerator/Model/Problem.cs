using Amazon.Lambda.Annotations.SourceGenerator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Amazon.Lambda.Annotations.SourceGenerator.Model;

/// <summary>A mistake found: which rule, where, and what its message is about.</summary>
internal sealed record Problem(string RuleId, SourceSpan? At, EquatableArray<string> Arguments)
{
    public static Problem Of(DiagnosticDescriptor rule, SourceSpan? at, params string[] arguments) => new(rule.Id, at, new(arguments));

    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(Rules.ById(RuleId), At?.ToLocation() ?? Location.None, [.. Arguments.Cast<object>()]);
}
