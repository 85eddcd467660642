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
