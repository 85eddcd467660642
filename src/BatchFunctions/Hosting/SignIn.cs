using System.Text.Json;
using BatchFunctions.Http;

namespace BatchFunctions.Hosting;

/// <summary>What the page needs to sign people in by OpenID Connect's code flow.</summary>
internal sealed record SignInSettings(Uri AuthorizationEndpoint, Uri TokenEndpoint, string ClientId, string Scope)
{
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("authorizationEndpoint", AuthorizationEndpoint.AbsoluteUri);
        writer.WriteString("tokenEndpoint", TokenEndpoint.AbsoluteUri);
        writer.WriteString("clientId", ClientId);
        writer.WriteString("scope", Scope);
        writer.WriteEndObject();
    }
}

/// <summary>What the stack was deployed with.</summary>
internal sealed record ConsoleClient(string Issuer, string ClientId, string Scope);

/// <summary>Where people sign in.</summary>
internal interface ISignIn
{
    /// <exception cref="ProblemException">The issuer does not say.</exception>
    Task<SignInSettings> FindAsync(CancellationToken cancellation);
}

/// <summary>Asks the issuer for its endpoints, once for the life of the process.</summary>
// OpenID Connect Discovery 1.0, section 4: they are told below the issuer, at /.well-known/openid-configuration.
internal sealed class IssuerSignIn(HttpClient http, Func<ConsoleClient> client) : ISignIn
{
    /// <summary>For the issuer's answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private SignInSettings? _known;

    public async Task<SignInSettings> FindAsync(CancellationToken cancellation) => _known ??= await AskAsync(cancellation);

    private async Task<SignInSettings> AskAsync(CancellationToken cancellation)
    {
        var (issuer, clientId, scope) = client();
        var url = new Uri($"{issuer.TrimEnd('/')}/.well-known/openid-configuration");
        try
        {
            using var document = JsonDocument.Parse(await http.GetByteArrayAsync(url, cancellation));

            return new(Endpoint(document.RootElement, "authorization_endpoint"), Endpoint(document.RootElement, "token_endpoint"), clientId, scope);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or InvalidDataException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new ProblemException(Problem.Busy($"{url} does not say where to sign in: {exception.Message}", TimeSpan.FromSeconds(5)));
        }
    }

    private static Uri Endpoint(JsonElement configuration, string name) =>
        configuration.ValueKind == JsonValueKind.Object && configuration.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && Uri.TryCreate(value.GetString(), UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps
            ? url
            : throw new InvalidDataException($"it has no https address as {name}.");
}
