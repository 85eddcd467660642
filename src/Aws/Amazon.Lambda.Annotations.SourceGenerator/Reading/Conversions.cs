using Microsoft.CodeAnalysis;

namespace Amazon.Lambda.Annotations.SourceGenerator.Reading;

/// <summary>Types that the text of a request can become; the same as in the official package.</summary>
internal static class Conversions
{
    private static readonly string[] Lists =
    [
        "System.Collections.Generic.IEnumerable<T>", "System.Collections.Generic.ICollection<T>", "System.Collections.Generic.IList<T>",
        "System.Collections.Generic.IReadOnlyCollection<T>", "System.Collections.Generic.IReadOnlyList<T>", "System.Collections.Generic.List<T>",
    ];

    /// <summary>The method of <see cref="Convert"/>; empty for text; <c>null</c> where there is none.</summary>
    public static string? Of(ITypeSymbol type)
    {
        var value = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0]
            : type;

        return value.SpecialType switch
        {
            SpecialType.System_String => "",
            SpecialType.System_Boolean => nameof(Convert.ToBoolean),
            SpecialType.System_Char => nameof(Convert.ToChar),
            SpecialType.System_SByte => nameof(Convert.ToSByte),
            SpecialType.System_Byte => nameof(Convert.ToByte),
            SpecialType.System_Int16 => nameof(Convert.ToInt16),
            SpecialType.System_UInt16 => nameof(Convert.ToUInt16),
            SpecialType.System_Int32 => nameof(Convert.ToInt32),
            SpecialType.System_UInt32 => nameof(Convert.ToUInt32),
            SpecialType.System_Int64 => nameof(Convert.ToInt64),
            SpecialType.System_UInt64 => nameof(Convert.ToUInt64),
            SpecialType.System_Single => nameof(Convert.ToSingle),
            SpecialType.System_Double => nameof(Convert.ToDouble),
            SpecialType.System_Decimal => nameof(Convert.ToDecimal),
            SpecialType.System_DateTime => nameof(Convert.ToDateTime),
            _ => null,
        };
    }

    /// <summary>The type of one value of a list; <c>null</c> where the type is no list that a <c>List&lt;T&gt;</c> fits.</summary>
    public static ITypeSymbol? ItemOf(ITypeSymbol type) =>
        type is INamedTypeSymbol { IsGenericType: true } named && Lists.Any(list => named.OriginalDefinition.Is(list))
            ? named.TypeArguments[0]
            : null;
}
