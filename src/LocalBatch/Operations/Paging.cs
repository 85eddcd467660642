using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LocalBatch.Operations;

/// <summary>
/// Pages through ordered things. A token says where the last page ended and which question it belongs to; nothing is kept
/// of it, so it outlives a restart.
/// </summary>
internal static class Paging
{
    private const int FingerprintLength = 8;

    /// <param name="question">All that the request asks for, its page size and token left out.</param>
    /// <param name="position">Where the page ended.</param>
    public static string Token(string question, string position) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Fingerprint(question) + position));

    /// <returns>The position, or <c>null</c> for the first page.</returns>
    /// <exception cref="ClientException">The token is none of ours, or belongs to another question.</exception>
    public static string? Position(string question, string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return null;
        }

        var bytes = new byte[Base64Url.GetMaxDecodedLength(token.Length)];
        if (!Base64Url.IsValid(token) || !Base64Url.TryDecodeFromChars(token, bytes, out var length))
        {
            throw ClientException.Wrapped(OwnTexts.ForeignToken);
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);

        return text.StartsWith(Fingerprint(question), StringComparison.Ordinal)
            ? text[FingerprintLength..]
            : throw ClientException.Wrapped(OwnTexts.ForeignToken);
    }

    /// <summary>The page size asked for, at most <paramref name="most"/>.</summary>
    // AWS: more than the cap gives a page of the cap, not an error (API_ListJobs).
    public static int Size(int? maxResults, int most)
    {
        Require.Not(maxResults < 1, OwnTexts.PageSize);

        return Math.Min(maxResults ?? most, most);
    }

    /// <summary>One page of things that have a unique key, ordered by it.</summary>
    public static (List<T> Page, string? NextToken) Page<T>(
        IEnumerable<T> all, Func<T, string> key, string question, int? maxResults, string? token)
    {
        var size = Size(maxResults, Limits.DescribedAtOnce);
        var after = Position(question, token);
        var page = all
            .OrderBy(key, StringComparer.Ordinal)
            .Where(item => after is null || string.CompareOrdinal(key(item), after) > 0)
            .Take(size + 1)
            .ToList();

        return page.Count <= size ? (page, null) : (page[..size], Token(question, key(page[size - 1])));
    }

    /// <summary>A position that is a number.</summary>
    /// <exception cref="ClientException">It is none.</exception>
    public static long? Number(string? position) =>
        position is null ? null
        : long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw ClientException.Wrapped(OwnTexts.ForeignToken);

    private static string Fingerprint(string question) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(question)).AsSpan(0, FingerprintLength / 2));
}
