using System.Security.Cryptography;
using System.Text;
using Bench.Http;
using BenchmarkDotNet.Attributes;
using LocalCloud.Gateway;

namespace Bench.HotPaths;

/// <summary>Whether a request is signed by the local key, beside the hashes alone that Signature Version 4 needs.</summary>
public class SignatureBenchmarks
{
    private const string Content = """{"jobName": "one", "jobQueue": "q", "jobDefinition": "job"}""";

    private static readonly LocalCredentials Credentials = new("LOCALEXAMPLE", "abcdefghijklmnopqrstuvwxyz0123456789ABCD");

    private readonly RequestVerifier _verifier = new(new(Credentials, new("us-east-1", "123456789012"), new()));
    private readonly byte[] _body = Encoding.UTF8.GetBytes(Content);
    private readonly byte[] _canonical = new byte[220];
    private readonly RequestFacts _facts;

    /// <summary>Signs the request once.</summary>
    public SignatureBenchmarks()
    {
        var lines = Encoding.UTF8.GetString(SignedRequest.Post("127.0.0.1:4500", "batch", "/v1/submitjob", Content, Credentials)).Split("\r\n");
        var headers = lines.Skip(1).TakeWhile(line => line.Length > 0).Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1]);
        _facts = new("POST", "/v1/submitjob", "", headers);
    }

    /// <summary>Parsed, key and time checked, body hashed, signature compared.</summary>
    [Benchmark(Description = "check a signed request")]
    public void Check()
    {
        var signature = RequestSignature.Parse(name => _facts.Headers.GetValueOrDefault(name), _facts.RawQuery)
            ?? throw new InvalidOperationException("The request has no signature.");
        var (key, _) = _verifier.CheckCaller(signature, DateTimeOffset.UtcNow);
        RequestVerifier.CheckSignature(_facts, signature, key, RequestVerifier.HashOf(_body));
    }

    /// <summary>Five HMACs and two hashes of the same lengths.</summary>
    [Benchmark(Description = "the hashes alone: 5 HMAC-SHA256, 2 SHA-256")]
    public int Hashes()
    {
        var key = _body.AsSpan(0, 32).ToArray();
        for (var derivation = 0; derivation < 4; derivation++)
        {
            key = HMACSHA256.HashData(key, "aws4_request"u8);
        }

        return HMACSHA256.HashData(key, _canonical.AsSpan(0, 130)).Length + SHA256.HashData(_canonical).Length + SHA256.HashData(_body).Length;
    }
}
