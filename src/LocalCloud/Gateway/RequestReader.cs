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

    /// <summary>Reads the whole body, and stops reading where it is too long.</summary>
    /// <exception cref="AwsException">413.</exception>
    public static async Task<byte[]> ReadBodyAsync(HttpContext context, int maximum)
    {
        var tooLarge = new AwsException("RequestEntityTooLargeException", $"The body must not be longer than {maximum} bytes.", StatusCodes.Status413PayloadTooLarge);
        if (context.Request.ContentLength > maximum)
        {
            throw tooLarge;
        }

        using var body = new MemoryStream((int)(context.Request.ContentLength ?? 0));
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

        return body.ToArray();
    }
}
