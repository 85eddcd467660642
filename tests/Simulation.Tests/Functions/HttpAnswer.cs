using System.Text.Json;
using Amazon.Lambda.Annotations.APIGateway;

namespace Simulation.Tests.Functions;

/// <summary>What a caller of the HTTP API hears.</summary>
/// <param name="Status">HTTP status; <c>null</c> where no answer came.</param>
internal sealed record HttpAnswer(int? Status, string Body)
{
    public static HttpAnswer Silence { get; } = new(null, "{}");

    /// <summary>The request was taken or refused for good.</summary>
    public bool IsFinal => Status is >= 200 and < 500 and not (408 or 409 or 429);

    public string? Text(string member)
    {
        using var document = JsonDocument.Parse(Body);

        return document.RootElement.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    public int Number(string member)
    {
        using var document = JsonDocument.Parse(Body);

        return document.RootElement.GetProperty(member).GetInt32();
    }

    public static HttpAnswer Of(IHttpResult result)
    {
        using var stream = result.Serialize(new()
        {
            Format = HttpResultSerializationOptions.ProtocolFormat.HttpApi,
            Version = HttpResultSerializationOptions.ProtocolVersion.V2,
        });
        using var answer = JsonDocument.Parse(stream);

        return new((int)result.StatusCode, answer.RootElement.GetProperty("body").GetString() ?? "{}");
    }
}
