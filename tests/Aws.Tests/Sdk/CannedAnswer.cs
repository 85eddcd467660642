namespace Aws.Tests.Sdk;

/// <summary>An HTTP answer prepared before the request comes.</summary>
public sealed record CannedAnswer(int Status, string Body)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static CannedAnswer Ok(string body) => new(200, body);
}
