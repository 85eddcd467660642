using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Annotations.APIGateway;
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

/// <summary>Answers of the resource routes, in AWS's field names.</summary>
internal static class ResourceAnswer
{
    /// <summary>201 with the name and ARN, and where it can be read.</summary>
    /// <param name="kind">What AWS's names of these two begin with; empty where they are <c>name</c> and <c>arn</c>, as of scheduling policies.</param>
    public static IHttpResult Created(string path, string kind, CreatedResource created) =>
        Named(HttpStatusCode.Created, kind, created.Name, created.Arn, created.Revision)
            .AddHeader("location", $"{path}/{Uri.EscapeDataString(created.Name)}");

    /// <summary>202: AWS Batch carries it out in its own time.</summary>
    public static IHttpResult Changing(string kind, string name, string? arn) => Named(HttpStatusCode.Accepted, kind, name, arn, null);

    /// <summary>A page that an answer can carry: one that is too much is asked for again with fewer items, so that its token goes on behind them.</summary>
    /// <param name="read">Asks AWS Batch for a page of so many items.</param>
    // AWS: a job definition may have 24 KiB (AWS Batch quotas): one always fits.
    public static async Task<IHttpResult> PageAsync<T>(string member, int limit, Func<int, Task<(List<T>? Items, string? Next)>> read, JsonTypeInfo<List<T>> shape)
    {
        var page = await read(limit);
        while (page.Items is { Count: > 1 } items && Fewer(items, shape) is { } fewer)
        {
            page = await read(fewer);
        }

        return Answer.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName(member);
            JsonSerializer.Serialize(writer, page.Items ?? [], shape);
            if (page.Next is not null)
            {
                writer.WriteString("nextToken", page.Next);
            }

            writer.WriteEndObject();
        });
    }

    /// <summary>How many items to ask for instead; <c>null</c> where they can be sent.</summary>
    private static int? Fewer<T>(List<T> items, JsonTypeInfo<List<T>> shape)
    {
        var body = JsonText.Bytes(writer => JsonSerializer.Serialize(writer, items, shape));

        return Envelope.Takes(body) ? null : Envelope.Fewer(items.Count, body);
    }

    /// <exception cref="ProblemException">There is none.</exception>
    public static IHttpResult One<T>(string what, string name, List<T>? items, JsonTypeInfo<T> shape) => items is [var item, ..]
        ? Answer.Ok(writer => JsonSerializer.Serialize(writer, item, shape))
        : throw new ProblemException(Problem.NotFound($"There is no {what} '{name}'."));

    private static IHttpResult Named(HttpStatusCode status, string kind, string name, string? arn, int? revision) => Answer.Json(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString(Field(kind, "Name"), name);
        if (arn is not null)
        {
            writer.WriteString(Field(kind, "Arn"), arn);
        }

        if (revision is { } number)
        {
            writer.WriteNumber("revision", number);
        }

        writer.WriteEndObject();
    });

    private static string Field(string kind, string member) => kind.Length == 0 ? member.ToLowerInvariant() : kind + member;
}
