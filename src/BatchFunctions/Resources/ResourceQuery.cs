using System.Globalization;
using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>The query of the resource lists.</summary>
/// <param name="Filters">The parameters beside limit and nextToken.</param>
internal sealed record ResourceQuery(int Limit, string? Token, IReadOnlyDictionary<string, string> Filters)
{
    private const int DefaultLimit = 100;

    private const int MostLimit = 100;

    /// <param name="known">Parameters beside limit and nextToken.</param>
    /// <exception cref="ProblemException">Names every wrong parameter.</exception>
    public static ResourceQuery Read(APIGatewayHttpApiV2ProxyRequest request, params ReadOnlySpan<string> known)
    {
        var errors = new List<InputError>();
        var filters = new Dictionary<string, string>();
        var (limit, token) = (DefaultLimit, (string?)null);
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
                token = value;
            }
            else if (known.Contains(name))
            {
                filters[name] = value;
            }
            else
            {
                errors.Add(new InputError($"?{name}", $"'{name}' is not a parameter here; known are limit, nextToken{(known.Length > 0 ? ", " : "")}{string.Join(", ", known)}."));
            }
        }

        return errors.Count == 0
            ? new ResourceQuery(limit, token, filters)
            : throw new ProblemException(Problem.BadRequest("The query is wrong.", errors));
    }
}
