using System.Globalization;

namespace BatchFunctions.Wire;

/// <summary>Builds JSON pointers (RFC 6901).</summary>
internal static class JsonPointer
{
    public static string Append(string pointer, string name) =>
        $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    public static string Append(string pointer, int index) => string.Create(CultureInfo.InvariantCulture, $"{pointer}/{index}");

    /// <summary>The pointer to what holds this; the whole holds itself.</summary>
    public static string Parent(string pointer) => pointer.LastIndexOf('/') is var last and >= 0 ? pointer[..last] : "";
}
