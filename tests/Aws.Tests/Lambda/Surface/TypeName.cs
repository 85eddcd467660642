namespace Aws.Tests.Lambda.Surface;

/// <summary>Names of types as the facts file writes them.</summary>
internal static class TypeName
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(void)] = "void",
    };

    /// <summary>With its namespace; outer types and the names of type parameters included.</summary>
    public static string Full(Type type) => $"{type.Namespace}.{Nested(type)}";

    /// <summary>Without a namespace, C# keywords for what has one.</summary>
    public static string Short(Type type) => type switch
    {
        _ when Keywords.TryGetValue(type, out var keyword) => keyword,
        { IsGenericParameter: true } => type.Name,
        { IsArray: true } => $"{Short(type.GetElementType()!)}[]",
        _ when Nullable.GetUnderlyingType(type) is { } value => $"{Short(value)}?",
        _ => Nested(type),
    };

    private static string Nested(Type type)
    {
        var outer = type.IsNested && !type.IsGenericParameter ? $"{Nested(type.DeclaringType!)}." : "";
        if (!type.IsGenericType || type.Name.IndexOf('`', StringComparison.Ordinal) is var tick && tick < 0)
        {
            return outer + type.Name;
        }

        var separator = type.IsGenericTypeDefinition ? "," : ", ";
        return $"{outer}{type.Name[..tick]}<{string.Join(separator, type.GetGenericArguments().Select(Short))}>";
    }
}
