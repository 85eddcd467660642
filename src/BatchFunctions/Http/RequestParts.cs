using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Wire;

namespace BatchFunctions.Http;

/// <summary>Reads bodies and headers of requests.</summary>
internal static class RequestBody
{
    private const int MostKeyLength = 256;

    private const string AssumedRole = ":assumed-role/";

    extension(APIGatewayHttpApiV2ProxyRequest request)
    {
        /// <summary>The header, whatever its letter case; <c>null</c> where it is missing.</summary>
        public string? Header(string name) =>
            request.Headers?.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

        /// <summary>What stands in the path where the route has this name in braces.</summary>
        public string Path(string name) =>
            request.PathParameters?.TryGetValue(name, out var value) == true
                ? value
                : throw new InvalidOperationException($"The event of '{request.RouteKey}' has no path parameter '{name}'; API Gateway sends each one of its route.");

        public byte[] Bytes() => request switch
        {
            { Body: null or "" } => [],
            { IsBase64Encoded: true } => Convert.FromBase64String(request.Body),
            _ => Encoding.UTF8.GetBytes(request.Body),
        };

        /// <summary>The JSON body.</summary>
        /// <exception cref="ProblemException">Not JSON by its media type (415), too long (413), not JSON at all or <c>null</c> (400).</exception>
        public JsonElement Json(int mostBytes)
        {
            var mediaType = request.Header("content-type")?.Split(';')[0].Trim();
            if (mediaType is { Length: > 0 } && !mediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            {
                throw new ProblemException(new Problem(
                    HttpStatusCode.UnsupportedMediaType, "Not JSON", $"The body must be application/json, not {mediaType}."));
            }

            var bytes = request.Bytes();
            if (bytes.Length > mostBytes)
            {
                throw new ProblemException(new Problem(
                    HttpStatusCode.RequestEntityTooLarge, "Too long", $"The body may have {mostBytes / 1024} KiB; it has {bytes.Length / 1024.0:0.#} KiB."));
            }

            var errors = new List<InputError>();

            var body = StrictJson.Parse(Utf8Text.WithoutMark(bytes), 1, "", errors)
                ?? throw new ProblemException(Problem.BadRequest("The body is not JSON.", errors));

            // To the shapes of AWS a null member is one that is left out. A whole body is not left out so: nothing would be
            // missing in it, and nothing be checked.
            return body.ValueKind != JsonValueKind.Null ? body : throw new ProblemException(Problem.BadRequest("The body must be an object, not null."));
        }

        /// <summary>Names the request: by the caller's key, or as the only one of its kind.</summary>
        /// <exception cref="ProblemException">The key is too long.</exception>
        public string Token(string route, Func<Guid> newId) => request.KeyToken(route) ?? Wire.Token.Of(route, newId().ToString("N"));

        /// <summary>Names the request by the caller's key; <c>null</c> where there is none.</summary>
        /// <exception cref="ProblemException">The key is too long.</exception>
        public string? KeyToken(string route) => request.Header("idempotency-key") switch
        {
            null or "" => null,
            { Length: <= MostKeyLength } key => Wire.Token.Of(route, request.Caller(), key),
            _ => throw new ProblemException(Problem.BadRequest($"Idempotency-Key may have {MostKeyLength} characters.")),
        };

        /// <summary>Names what a request without a key asks for: the caller's body.</summary>
        /// <param name="hash">The body's.</param>
        public string BodyToken(string route, string hash) => Wire.Token.Of(route, request.Caller(), "body", hash);

        /// <summary>Who calls, so that two callers may use the same key.</summary>
        private string Caller() =>
            request.RequestContext?.Authorizer switch
            {
                { IAM.UserARN: { } arn } => Principal(arn),
                { Jwt.Claims: { } claims } => claims.TryGetValue("sub", out var subject) || claims.TryGetValue("client_id", out subject) ? subject : "",
                _ => "",
            };
    }

    /// <summary>
    /// The principal without the session in which it calls: one who repeats a request does so in a new session as often as
    /// not. AWS: <c>arn:aws:sts::123456789012:assumed-role/role/session</c> (IAM user guide, IAM identifiers).
    /// </summary>
    private static string Principal(string arn)
    {
        var resource = arn.IndexOf(AssumedRole, StringComparison.Ordinal);
        var session = resource < 0 ? -1 : arn.IndexOf('/', resource + AssumedRole.Length);

        return session < 0 ? arn : arn[..session];
    }
}

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
