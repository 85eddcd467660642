using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>Reads bodies and queries of the resource routes.</summary>
internal static class ResourceRequest
{
    // AWS: a job definition may have 24 KiB (quotas of AWS Batch); the other requests are smaller.
    private const int MostBytes = 32 * 1024;

    /// <summary>The body as the request of the SDK that it names.</summary>
    /// <exception cref="ProblemException">Names every wrong field.</exception>
    public static T Body<T>(APIGatewayHttpApiV2ProxyRequest request, JsonTypeInfo<T> shape)
    {
        var body = request.Json(MostBytes);
        var errors = new List<InputError>();
        ShapeCheck.Check(body, shape, "", errors);

        return errors.Count == 0
            ? body.Deserialize(shape) ?? throw new ProblemException(Problem.BadRequest("The body must be an object."))
            : throw new ProblemException(Problem.BadRequest("The body is wrong.", errors));
    }

    /// <summary>Fails where the body names another resource than the path.</summary>
    /// <exception cref="ProblemException">It does.</exception>
    public static string Same(string path, string? body) => body is null || body == path
        ? path
        : throw new ProblemException(Problem.BadRequest($"The path names '{path}', the body '{body}'."));
}

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
