using Microsoft.CodeAnalysis;

namespace Amazon.Lambda.Annotations.SourceGenerator.Reading;

/// <summary>Questions asked of symbols everywhere in the reader.</summary>
internal static class SymbolReading
{
    // Without the ? of reference types: the same type with and without it is one in generated code.
    private static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat;

    /// <summary>Namespace and name with <c>global::</c>, type arguments included.</summary>
    public static string FullName(this ITypeSymbol type) => type.ToDisplayString(Full);

    public static bool Is(this ITypeSymbol? type, string name) =>
        type is not null
        && type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat) == name;

    public static AttributeData? Attribute(this ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass.Is(name));

    public static TypedConstant? Named(this AttributeData attribute, string name) =>
        attribute.NamedArguments.Where(argument => argument.Key == name).Select(argument => (TypedConstant?)argument.Value).FirstOrDefault();

    /// <summary>Whether code anywhere in the world may name the type, which signatures of public classes have to.</summary>
    public static bool IsPublic(this ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType.IsPublic(),
        ITypeParameterSymbol => true,
        INamedTypeSymbol named => named.DeclaredAccessibility is Accessibility.Public or Accessibility.NotApplicable
            && (named.ContainingType?.IsPublic() ?? true)
            && named.TypeArguments.All(argument => argument.IsPublic()),
        _ => true,
    };
}
