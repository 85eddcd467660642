using System.Globalization;
using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>The query of GET /jobs/{jobId}/logs.</summary>
/// <param name="Attempt">1 for the first; the last one when left out.</param>
/// <param name="Container">The name of one of several; the one that decided the attempt when left out.</param>
internal sealed record JobLogQuery(int? Attempt, string? Container, int Limit, string? Token)
{
    private const int DefaultLimit = 100;

    private const int MostLimit = 100;

    /// <exception cref="ProblemException">Names every wrong parameter.</exception>
    public static JobLogQuery Read(APIGatewayHttpApiV2ProxyRequest request)
    {
        var query = request.QueryStringParameters ?? new Dictionary<string, string>();
        var errors = query.Keys
            .Where(name => name is not ("attempt" or "container" or "limit" or "nextToken"))
            .Select(name => new InputError($"?{name}", $"'{name}' is not a parameter here; known are attempt, container, limit, nextToken."))
            .ToList();
        var read = new JobLogQuery(
            Number(query, "attempt", int.MaxValue, errors),
            query.TryGetValue("container", out var container) && container.Length > 0 ? container : null,
            Number(query, "limit", MostLimit, errors) ?? DefaultLimit,
            query.TryGetValue("nextToken", out var token) && token.Length > 0 ? token : null);

        return errors.Count == 0 ? read : throw new ProblemException(Problem.BadRequest("The query is wrong.", errors));
    }

    private static int? Number(IDictionary<string, string> query, string name, int most, List<InputError> errors)
    {
        if (!query.TryGetValue(name, out var value) || value.Length == 0)
        {
            return null;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most)
        {
            return number;
        }

        errors.Add(new InputError($"?{name}", most == int.MaxValue ? $"must be 1 or more, not '{value}'." : $"must be 1 to {most}, not '{value}'."));
        return null;
    }
}
