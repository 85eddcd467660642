using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.RuntimeApi;

/// <summary>The <c>Lambda-Runtime-Cognito-Identity</c> header.</summary>
internal sealed record CognitoIdentity(string? IdentityId, string? IdentityPoolId) : ICognitoIdentity
{
    /// <exception cref="JsonException">The header is not JSON.</exception>
    public static CognitoIdentity Parse(string? header)
    {
        if (string.IsNullOrEmpty(header))
        {
            return new(null, null);
        }

        using var json = JsonDocument.Parse(header);
        return new(Text(json.RootElement, "cognitoIdentityId"), Text(json.RootElement, "cognitoIdentityPoolId"));
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
