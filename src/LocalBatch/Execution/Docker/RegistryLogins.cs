using System.Text;
using System.Text.Json;
using Docker.DotNet.Models;

namespace LocalBatch.Execution.Docker;

/// <summary>Credentials of registries, from the file in which <c>docker login</c> keeps them where it has no keychain.</summary>
// Differs: helpers that keep credentials elsewhere (credsStore, credHelpers) are not asked.
internal static class RegistryLogins
{
    /// <param name="json">The file's text.</param>
    /// <param name="registry">The registry's host.</param>
    /// <returns>Nothing where nobody has logged in there, or the file cannot be read.</returns>
    public static AuthConfig Find(string json, string registry)
    {
        try
        {
            using var document = JsonDocument.Parse(json);

            return document.RootElement.TryGetProperty("auths", out var logins) && logins.ValueKind == JsonValueKind.Object
                && logins.TryGetProperty(registry, out var login) && login.TryGetProperty("auth", out var encoded) && encoded.GetString() is { Length: > 0 } text
                && Encoding.UTF8.GetString(Convert.FromBase64String(text)).Split(':', 2) is [var user, var password]
                ? new() { Username = user, Password = password, ServerAddress = registry }
                : new();
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or InvalidOperationException)
        {
            // As if nobody had logged in: the registry says what it thinks of that.
            return new();
        }
    }

    public static AuthConfig Read(string? file, string registry)
    {
        try
        {
            return file is not null && File.Exists(file) ? Find(File.ReadAllText(file), registry) : new();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new();
        }
    }
}
