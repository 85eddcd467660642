using Amazon.Lambda.Annotations.SourceGenerator.Diagnostics;
using Amazon.Lambda.Annotations.SourceGenerator.Model;
using Microsoft.CodeAnalysis;

namespace Amazon.Lambda.Annotations.SourceGenerator.Reading;

/// <summary>Checks that generated code can make the class and call the method.</summary>
internal static class HandlerClass
{
    public static void Check(IMethodSymbol method, List<Problem> problems)
    {
        var type = method.ContainingType;
        string?[] faults =
        [
            IsReachable(method) ? null : "is private or protected; make it public or internal",
            IsReachable(type) ? null : $"is in '{type.Name}', which is private or protected; make that public or internal",
            type.ContainingType is null ? null : $"is in the nested class '{type.Name}'; move that out of '{type.ContainingType.Name}'",
            method.IsStatic ? "is static; make it an instance method" : null,
            method.IsGenericMethod || type.IsGenericType ? "is generic; Lambda could not say of what" : null,
            type.IsAbstract && !type.IsStatic ? $"is in the abstract class '{type.Name}', which cannot be created" : null,
            method.Parameters.Any(parameter => parameter.RefKind is not RefKind.None) ? "takes a parameter by reference" : null,
        ];
        problems.AddRange(faults.Where(fault => fault is not null).Select(fault => Problem.Of(Rules.InvalidHandler, SourceSpan.Of(method), method.Name, fault!)));
    }

    /// <summary>Types of the only public constructor where each is a plain service; <c>null</c> where the container has to choose.</summary>
    public static EquatableArray<string>? Constructor(INamedTypeSymbol type)
    {
        var constructors = type.InstanceConstructors.Where(constructor => constructor.DeclaredAccessibility is Accessibility.Public).ToList();
        var isPlain = constructors.Count == 1
            && constructors[0].Parameters.All(parameter => !parameter.HasExplicitDefaultValue && parameter.GetAttributes().Length == 0);

        return isPlain ? new EquatableArray<string>(constructors[0].Parameters.Select(parameter => parameter.Type.FullName())) : null;
    }

    private static bool IsReachable(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;
}
