using System.Globalization;
using System.Text;
using LocalCloud.Gateway;
using LocalCloud.Iam;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LocalCloud.S3;

/// <summary>A request in S3's terms: which bucket, which key, what about them.</summary>
internal sealed class S3Request
{
    // AWS: a key has at most 1,024 bytes in UTF-8 (object-keys).
    private const int LongestKey = 1_024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, string> _query;

    private S3Request(HttpContext context, string bucket, string key, Dictionary<string, string> query)
    {
        (Context, Bucket, Key, _query) = (context, bucket, key, query);
    }

    public HttpContext Context { get; }

    /// <summary>Empty for a request about all buckets.</summary>
    public string Bucket { get; }

    /// <summary>Empty for a request about a bucket.</summary>
    public string Key { get; }

    public string Method => Context.Request.Method;

    public Cause Cause => new(Context.TraceIdentifier, Context.Features.GetRequiredFeature<Caller>().Causes);

    /// <summary>What the caller may do beyond this request's own operation.</summary>
    public Access Access => Context.Features.GetRequiredFeature<Access>();

    public CancellationToken Aborted => Context.RequestAborted;

    /// <exception cref="AwsException">The path is no UTF-8, or the key is too long.</exception>
    public static S3Request Parse(HttpContext context)
    {
        var facts = RequestReader.FactsOf(context);
        // One slash belongs to the path; a key may begin with more.
        var path = Decode(facts.RawPath[1..]);
        var host = context.Request.Host.Host;
        var (bucket, key) = host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            ? (host[..^".localhost".Length].ToLowerInvariant(), path)
            : path.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? (path[..slash], path[(slash + 1)..]) : (path, "");
        if (Encoding.UTF8.GetByteCount(key) > LongestKey)
        {
            throw new AwsException("KeyTooLongError", $"Your key is too long: it must have at most {LongestKey} bytes.");
        }

        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in facts.RawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(parameter => parameter.Split('=', 2)))
        {
            // A plus sign is a plus sign, as in the signature: %2B in its place is the same request.
            query[Decode(pair[0])] = pair.Length == 2 ? Decode(pair[1]) : "";
        }

        return new(context, bucket, key, query);
    }

    public bool Has(string parameter) => _query.ContainsKey(parameter);

    public string? Parameter(string name) => _query.GetValueOrDefault(name);

    public int Number(string name, int otherwise, int minimum, int maximum) => Parameter(name) switch
    {
        null => otherwise,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= minimum => Math.Min(value, maximum),
        var text => throw S3Errors.InvalidArgument($"{name} must be a number from {minimum} to {maximum}, not '{text}'."),
    };

    public string? Header(string name) => Context.Request.Headers.TryGetValue(name, out var value) && value.Count > 0 ? value.ToString() : null;

    private static string Decode(string text)
    {
        try
        {
            return StrictUtf8.GetString(CanonicalRequest.Decode(text));
        }
        catch (DecoderFallbackException)
        {
            throw new AwsException("InvalidURI", "Couldn't parse the specified URI: it is not UTF-8.");
        }
    }
}
