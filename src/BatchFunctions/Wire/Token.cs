using System.Security.Cryptography;
using System.Text;

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
