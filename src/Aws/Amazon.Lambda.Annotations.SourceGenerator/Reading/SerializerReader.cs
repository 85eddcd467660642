using Amazon.Lambda.Annotations.SourceGenerator.Model;
using Microsoft.CodeAnalysis;

namespace Amazon.Lambda.Annotations.SourceGenerator.Reading;

/// <summary>Reads <c>[LambdaSerializer(typeof(...))]</c> of a method or an assembly.</summary>
internal static class SerializerReader
{
    /// <summary>With <c>global::</c>; <c>null</c> where there is no attribute.</summary>
    public static string? Read(ISymbol symbol) =>
        symbol.Attribute(Names.Serializer) is { ConstructorArguments.Length: 1 } attribute
        && attribute.ConstructorArguments[0].Value is ITypeSymbol type
            ? type.FullName()
            : null;
}
