using System.Globalization;

namespace BatchFunctions.Wire;

/// <summary>Builds JSON pointers (RFC 6901).</summary>
internal static class JsonPointer
{
    public static string Append(string pointer, string name) => $"{pointer}/{Escaped(name)}";

    /// <summary>The pointer along the names.</summary>
    public static string Of(IEnumerable<string> names) => string.Concat(names.Select(name => $"/{Escaped(name)}"));

    public static string Append(string pointer, int index) => string.Create(CultureInfo.InvariantCulture, $"{pointer}/{index}");

    /// <summary>The names along a pointer, as they stand in the text.</summary>
    public static IEnumerable<string> Names(string pointer) => pointer.Split('/').Skip(1)
        .Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));

    /// <summary>The place in a list that a name stands for; <c>null</c> where it is no number.</summary>
    public static int? Index(string name) => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;

    private static string Escaped(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
