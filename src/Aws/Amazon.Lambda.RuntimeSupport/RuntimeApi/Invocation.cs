namespace Amazon.Lambda.RuntimeSupport.RuntimeApi;

/// <summary>The headers of <c>GET /runtime/invocation/next</c>; optional ones are <c>null</c> where they were not sent.</summary>
internal sealed record Invocation
{
    public required string RequestId { get; init; }

    public required DateTimeOffset Deadline { get; init; }

    public string? FunctionArn { get; init; }

    public string? TraceId { get; init; }

    public string? TenantId { get; init; }

    /// <summary>JSON, see <see cref="RuntimeApi.ClientContext"/>.</summary>
    public string? ClientContext { get; init; }

    /// <summary>JSON, see <see cref="RuntimeApi.CognitoIdentity"/>.</summary>
    public string? CognitoIdentity { get; init; }
}
