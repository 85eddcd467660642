using System.Globalization;
using System.Text;

namespace LocalCloud.Gateway;

/// <summary>What a request says about its own signature, in the Authorization header or in a presigned URL.</summary>
internal sealed record RequestSignature
{
    public required string AccessKeyId { get; init; }

    public required CredentialScope Scope { get; init; }

    /// <summary>In lower case, sorted.</summary>
    public required IReadOnlyList<string> SignedHeaders { get; init; }

    public required string Signature { get; init; }

    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>The token of a session's keys; <c>null</c> for the operator's.</summary>
    public string? SecurityToken { get; init; }

    /// <summary>How long a presigned URL is good; <c>null</c> for a signed header.</summary>
    public TimeSpan? Expires { get; init; }

    /// <summary>Reads the signature; <c>null</c> where the request has none.</summary>
    /// <param name="header">Value of a header by its name, or <c>null</c>.</param>
    /// <param name="rawQuery">Without the question mark.</param>
    /// <exception cref="SignatureException">There is one, but it is not complete or not well formed.</exception>
    public static RequestSignature? Parse(Func<string, string?> header, string rawQuery)
    {
        if (header("authorization") is { Length: > 0 } authorization)
        {
            return FromHeader(authorization, header("x-amz-date") ?? header("date")) with { SecurityToken = header("x-amz-security-token") };
        }

        if (rawQuery.Contains("AWSAccessKeyId=", StringComparison.Ordinal))
        {
            // AWS: what S3 says in regions that came after Signature Version 2.
            throw SignatureException.Incomplete("The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256; in boto3 that is Config(signature_version='s3v4').");
        }

        return rawQuery.Contains("X-Amz-", StringComparison.Ordinal) ? FromQuery(rawQuery) : null;
    }

    private static RequestSignature FromHeader(string authorization, string? date)
    {
        var split = authorization.Split(' ', 2);
        if (split.Length != 2 || split[0] != SigningKey.Algorithm)
        {
            throw SignatureException.Incomplete($"The algorithm of the Authorization header is not supported; sign with {SigningKey.Algorithm}.");
        }

        var parts = split[1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2)).ToLookup(pair => pair[0], pair => pair.Length == 2 ? pair[1] : "", StringComparer.Ordinal);
        // Two signatures, or two Authorization headers that HTTP joins: nobody could say which one was checked.
        if (parts.Any(part => part.Key is not ("Credential" or "SignedHeaders" or "Signature") || part.Count() != 1))
        {
            throw SignatureException.Incomplete("The Authorization header must hold Credential, SignedHeaders and Signature, each once.");
        }

        return From(name => parts[name].FirstOrDefault(), "", "Authorization header", date);
    }

    private static RequestSignature? FromQuery(string rawQuery)
    {
        var parameters = rawQuery.Split('&').Select(parameter => parameter.Split('=', 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => Encoding.UTF8.GetString(CanonicalRequest.Decode(group.First()[1])), StringComparer.Ordinal);
        if (!parameters.TryGetValue("X-Amz-Algorithm", out var algorithm))
        {
            return null;
        }

        if (algorithm != SigningKey.Algorithm)
        {
            throw SignatureException.Incomplete($"That X-Amz-Algorithm is not supported; sign with {SigningKey.Algorithm}.");
        }

        if (!int.TryParse(parameters.GetValueOrDefault("X-Amz-Expires"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds is < 1 or > 604_800)
        {
            throw SignatureException.Incomplete("X-Amz-Expires must be a number of seconds from 1 to 604800.");
        }

        return From(name => parameters.GetValueOrDefault("X-Amz-" + name), "X-Amz-", "query", parameters.GetValueOrDefault("X-Amz-Date")) with
        {
            Expires = TimeSpan.FromSeconds(seconds),
            SecurityToken = parameters.GetValueOrDefault("X-Amz-Security-Token"),
        };
    }

    private static RequestSignature From(Func<string, string?> part, string prefix, string place, string? date)
    {
        string Required(string name) => part(name) is { Length: > 0 } value
            ? value
            : throw SignatureException.Incomplete($"The {place} requires '{prefix}{name}' for its signature.");

        var credential = Required("Credential").Split('/');
        // An access key id has no slash; the scope is always the last four parts.
        if (credential.Length != 5 || credential[4] != "aws4_request")
        {
            throw SignatureException.Incomplete($"'{prefix}Credential' must be KEY/DAY/REGION/SERVICE/aws4_request.");
        }

        var headers = Required("SignedHeaders").Split(';');
        if (!headers.Contains("host", StringComparer.Ordinal) || !headers.SequenceEqual(headers.Order(StringComparer.Ordinal)) || headers.Distinct(StringComparer.Ordinal).Count() != headers.Length
            || headers.Any(name => name.Any(char.IsAsciiLetterUpper)))
        {
            throw SignatureException.Incomplete($"'{prefix}SignedHeaders' must be sorted, in lower case, and hold 'host'.");
        }

        return new()
        {
            AccessKeyId = credential[0],
            Scope = new(credential[1], credential[2], credential[3]),
            SignedHeaders = headers,
            Signature = Required("Signature"),
            SignedAt = ParseDate(date, credential[1]),
        };
    }

    private static DateTimeOffset ParseDate(string? date, string day)
    {
        if (!DateTimeOffset.TryParseExact(date, ["yyyyMMdd'T'HHmmss'Z'", "r"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            throw SignatureException.Incomplete("A signed request requires X-Amz-Date, such as 20260131T235959Z.");
        }

        return time.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture) == day
            ? time
            : throw SignatureException.Mismatch($"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{day}' != '{time.UtcDateTime:yyyyMMdd}'.");
    }
}
