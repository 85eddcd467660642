namespace LocalCloud.HttpApi;

/// <summary>What the API itself adds to a request.</summary>
internal sealed record ProxyContext(string AccountId, string ApiId, string RequestId, DateTimeOffset Time);
