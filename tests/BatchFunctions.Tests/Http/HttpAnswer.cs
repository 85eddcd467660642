using System.Net;
using System.Text.Json;
using Amazon.Lambda.Annotations.APIGateway;

namespace BatchFunctions.Tests.Http;

/// <summary>An answer as API Gateway gets it.</summary>
internal sealed record HttpAnswer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public static async Task<HttpAnswer> OfAsync(Task<IHttpResult> answering)
    {
        var result = await answering;
        using var stream = result.Serialize(new HttpResultSerializationOptions
        {
            Format = HttpResultSerializationOptions.ProtocolFormat.HttpApi,
            Version = HttpResultSerializationOptions.ProtocolVersion.V2,
        });
        using var answer = JsonDocument.Parse(stream);
        var headers = answer.RootElement.GetProperty("headers").EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString() ?? "");

        return new(result.StatusCode, headers, answer.RootElement.GetProperty("body").GetString() ?? "");
    }
}
