using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Submissions;
using BatchFunctions.Wire;

namespace BatchFunctions.Http;

/// <summary>Reads bodies and headers of requests.</summary>
internal static class RequestBody
{
    private const int MostKeyLength = 256;

    extension(APIGatewayHttpApiV2ProxyRequest request)
    {
        /// <summary>The header, whatever its letter case; <c>null</c> where it is missing.</summary>
        public string? Header(string name) =>
            request.Headers?.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

        public byte[] Bytes() => request switch
        {
            { Body: null or "" } => [],
            { IsBase64Encoded: true } => Convert.FromBase64String(request.Body),
            _ => Encoding.UTF8.GetBytes(request.Body),
        };

        /// <summary>The JSON body.</summary>
        /// <exception cref="ProblemException">Not JSON by its media type (415), too long (413) or not JSON at all (400).</exception>
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

            return JsonManifest.Parse(bytes, 1, "", errors)
                ?? throw new ProblemException(Problem.BadRequest("The body is not JSON.", errors));
        }

        /// <summary>Names the request: by the caller's key, or as the only one of its kind.</summary>
        /// <exception cref="ProblemException">The key is too long.</exception>
        public string Token(string route, Func<Guid> newId) => request.KeyToken(route) ?? Jobs.Token.Of(route, newId().ToString("N"));

        /// <summary>Names the request by the caller's key; <c>null</c> where there is none.</summary>
        /// <exception cref="ProblemException">The key is too long.</exception>
        public string? KeyToken(string route) => request.Header("idempotency-key") switch
        {
            null or "" => null,
            { Length: <= MostKeyLength } key => Jobs.Token.Of(route, request.Caller(), key),
            _ => throw new ProblemException(Problem.BadRequest($"Idempotency-Key may have {MostKeyLength} characters.")),
        };

        /// <summary>Who calls, so that two callers may use the same key.</summary>
        private string Caller() =>
            request.RequestContext?.Authorizer switch
            {
                { IAM.UserARN: { } arn } => arn,
                { Jwt.Claims: { } claims } when claims.TryGetValue("sub", out var subject) => subject,
                _ => "",
            };
    }
}
