namespace Support.RuntimeApi;

/// <summary>An invocation that a <see cref="RuntimeApiServer"/> hands out.</summary>
/// <param name="Payload">The event, as JSON.</param>
public sealed record RuntimeInvocation(string Payload)
{
    public string RequestId { get; init; } = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";

    /// <summary>Milliseconds since 1970; half a minute from when it is handed out where a test does not care.</summary>
    public long? DeadlineMs { get; init; }

    /// <summary>Headers beside request id and deadline.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}
