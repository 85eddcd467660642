using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LocalCloud.Gateway;

/// <summary>Takes from an HTTP request what is signed of it.</summary>
internal static class RequestReader
{
    public static RequestFacts FactsOf(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "/";
        if (!target.StartsWith('/'))
        {
            throw new AwsException("InvalidRequest", "The request target must be a path.");
        }

        var question = target.IndexOf('?', StringComparison.Ordinal);
        // Kestrel's names may be in any case; a name can come several times.
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal);

        return question < 0
            ? new(context.Request.Method, target, "", headers)
            : new(context.Request.Method, target[..question], target[(question + 1)..], headers);
    }

    /// <summary>From now on the request is one for the path that was verified: whoever serves it may not read the raw one in another way.</summary>
    public static void ServeNormalized(HttpContext context, RequestFacts facts)
    {
        var path = CanonicalRequest.Normalize(facts.RawPath);
        var segments = path.Split('/').Select(segment => Encoding.UTF8.GetString(CanonicalRequest.Decode(segment)).Replace("/", "%2F", StringComparison.Ordinal));
        // A string alone would be decoded once more on its way into a PathString.
        context.Request.Path = new PathString(string.Join('/', segments));
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = facts.RawQuery.Length == 0 ? path : path + "?" + facts.RawQuery;
    }

    /// <summary>Reads the whole body, and stops reading where it is too long.</summary>
    /// <exception cref="AwsException">413.</exception>
    public static async Task<byte[]> ReadBodyAsync(HttpContext context, int maximum)
    {
        var tooLarge = new AwsException("RequestEntityTooLargeException", $"The body must not be longer than {maximum} bytes.", StatusCodes.Status413PayloadTooLarge);
        if (context.Request.ContentLength > maximum)
        {
            throw tooLarge;
        }

        // Memory for what came, not for what was announced.
        using var body = new MemoryStream((int)Math.Min(context.Request.ContentLength ?? 0, 64 * 1024));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (body.Length + read > maximum)
            {
                throw tooLarge;
            }

            body.Write(buffer, 0, read);
        }

        EarlyAnswer.BodyWasRead(context);

        return body.ToArray();
    }
}
