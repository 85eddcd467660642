using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Wire;

namespace BatchFunctions.Http;

/// <summary>The query of a list that has no filters: <c>limit</c> and <c>nextToken</c>.</summary>
/// <param name="After">A row number, where the page begins.</param>
internal sealed partial record PageQuery(int Limit, string? After)
{
    private const int DefaultLimit = 50;

    private const int MostLimit = 100;

    /// <exception cref="ProblemException">Names every wrong parameter.</exception>
    public static PageQuery Read(APIGatewayHttpApiV2ProxyRequest request)
    {
        var errors = new List<InputError>();
        var (limit, after) = (DefaultLimit, (string?)null);
        foreach (var (name, value) in request.QueryStringParameters ?? new Dictionary<string, string>())
        {
            if (name == "limit")
            {
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MostLimit)
                {
                    errors.Add(new InputError("?limit", $"must be 1 to {MostLimit}, not '{value}'."));
                }
            }
            else if (name == "nextToken")
            {
                after = PageToken.Read(value);
                if (after is null || !RowNumber().IsMatch(after))
                {
                    errors.Add(new InputError("?nextToken", "is not a token that this list gave."));
                }
            }
            else
            {
                errors.Add(new InputError($"?{name}", $"'{name}' is not a parameter here; known are limit, nextToken."));
            }
        }

        return errors.Count == 0 ? new PageQuery(limit, after) : throw new ProblemException(Problem.BadRequest("The query is wrong.", errors));
    }

    [GeneratedRegex(@"^[0-9]{6}\z")]
    private static partial Regex RowNumber();
}

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
