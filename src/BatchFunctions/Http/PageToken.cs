using System.Buffers.Text;
using System.Text;

namespace BatchFunctions.Http;

/// <summary>Makes a place in a list into a word that callers hand back unread.</summary>
internal static class PageToken
{
    public static string Of(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    /// <returns><c>null</c> for what we did not make.</returns>
    public static string? Read(string token)
    {
        var bytes = new byte[token.Length];

        return Base64Url.IsValid(token) && Base64Url.TryDecodeFromChars(token, bytes, out var count)
            ? Encoding.UTF8.GetString(bytes.AsSpan(0, count))
            : null;
    }
}
