namespace Aws.Tests.Sdk;

/// <summary>One HTTP request as it came over the wire.</summary>
public sealed record RecordedRequest(string RequestLine, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The headers that the signature covers.</summary>
    public IReadOnlyList<string> SignedHeaders =>
        Headers["authorization"].Split("SignedHeaders=")[1].Split(',')[0].Split(';');

    /// <summary>Date, region, service and kind of the signature: what tells a server which service is asked.</summary>
    public string CredentialScope => Headers["authorization"].Split("Credential=")[1].Split(',')[0];
}
