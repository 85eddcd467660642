using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace BatchFunctions.Wire;

/// <summary>Makes one name of several parts; the same parts always give the same one.</summary>
internal static class Token
{
    /// <summary>The tag that carries the token on a job.</summary>
    public const string Tag = "batch-functions:intent";

    /// <returns>64 hex digits, fit for a key and for a tag's value.</returns>
    public static string Of(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            // The length goes first, so that ("ab", "c") and ("a", "bc") differ.
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>Names in ARNs.</summary>
internal static class ResourceName
{
    /// <summary>Last part of an ARN, or the name itself.</summary>
    public static string Of(string nameOrArn) => nameOrArn[(nameOrArn.LastIndexOf('/') + 1)..];
}

/// <summary>
/// One name for all JSON that is equal: in whatever order the members of an object stand, however its texts are escaped,
/// however its numbers are written, and whatever blanks are between.
/// </summary>
internal static class CanonicalJson
{
    /// <param name="json">With or without the mark that some editors put before it, as bodies are read.</param>
    /// <exception cref="JsonException">Not JSON.</exception>
    public static string Hash(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(Utf8Text.WithoutMark(json));

        return Hash(document.RootElement);
    }

    /// <returns>64 hex digits.</returns>
    public static string Hash(JsonElement value)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, value);

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The number as its digits without zeros at either end, and a power of ten: <c>1.50</c> and <c>15e-1</c> are <c>15e-1</c>.</summary>
    internal static string Number(string text)
    {
        var (sign, unsigned) = text[0] == '-' ? ("-", text[1..]) : ("", text);
        var power = unsigned.IndexOfAny(['e', 'E']);
        var mantissa = power < 0 ? unsigned : unsigned[..power];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var (whole, fraction) = point < 0 ? (mantissa, "") : (mantissa[..point], mantissa[(point + 1)..]);
        var digits = (whole + fraction).TrimStart('0');
        var significant = digits.TrimEnd('0');
        if (significant.Length == 0)
        {
            return "0";
        }

        var exponent = (power < 0 ? BigInteger.Zero : BigInteger.Parse(unsigned[(power + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture))
            - fraction.Length + (digits.Length - significant.Length);

        return $"{sign}{significant}e{exponent}";
    }

    private static void Add(IncrementalHash hash, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                hash.AppendData("{"u8);
                foreach (var member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    AddText(hash, "s"u8, member.Name);
                    Add(hash, member.Value);
                }

                hash.AppendData("}"u8);
                break;
            case JsonValueKind.Array:
                hash.AppendData("["u8);
                foreach (var entry in value.EnumerateArray())
                {
                    Add(hash, entry);
                }

                hash.AppendData("]"u8);
                break;
            case JsonValueKind.String:
                AddText(hash, "s"u8, value.GetString() ?? "");
                break;
            case JsonValueKind.Number:
                AddText(hash, "n"u8, Number(value.GetRawText()));
                break;
            default:
                AddText(hash, "w"u8, value.GetRawText());
                break;
        }
    }

    private static void AddText(IncrementalHash hash, ReadOnlySpan<byte> kind, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(kind);
        // The length goes first, so that no text can end another one.
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
