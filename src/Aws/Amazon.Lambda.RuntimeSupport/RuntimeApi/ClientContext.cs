using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.RuntimeApi;

/// <summary>The <c>Lambda-Runtime-Client-Context</c> header.</summary>
internal sealed class ClientContext : IClientContext
{
    public required IDictionary<string, string> Environment { get; init; }

    public required IClientApplication Client { get; init; }

    public required IDictionary<string, string> Custom { get; init; }

    /// <exception cref="JsonException">The header is not JSON.</exception>
    public static ClientContext? Parse(string? header)
    {
        if (string.IsNullOrEmpty(header))
        {
            return null;
        }

        using var json = JsonDocument.Parse(header);
        if (json.RootElement.ValueKind is not JsonValueKind.Object)
        {
            throw new JsonException("The client context is not a JSON object.");
        }

        var client = json.RootElement.TryGetProperty("client", out var found) ? Values(found) : [];

        return new()
        {
            Client = new Application(client),
            Custom = json.RootElement.TryGetProperty("custom", out var custom) ? Values(custom) : [],
            Environment = json.RootElement.TryGetProperty("env", out var environment) ? Values(environment) : [],
        };
    }

    private static Dictionary<string, string> Values(JsonElement element) =>
        element.ValueKind is JsonValueKind.Object
            ? element.EnumerateObject().GroupBy(member => member.Name).ToDictionary(same => same.Key, same => same.Last().Value.ToString())
            : [];

    // AWS: the member names are those of the AWS Mobile SDK (Lambda context objects).
    private sealed class Application(Dictionary<string, string> values) : IClientApplication
    {
        public string? AppPackageName => values.GetValueOrDefault("app_package_name");

        public string? AppTitle => values.GetValueOrDefault("app_title");

        public string? AppVersionCode => values.GetValueOrDefault("app_version_code");

        public string? AppVersionName => values.GetValueOrDefault("app_version_name");

        public string? InstallationId => values.GetValueOrDefault("installation_id");
    }
}
