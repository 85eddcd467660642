using System.Diagnostics.CodeAnalysis;

namespace AWSSDK.ServiceRuntime.Client;

/// <summary>The token by which a service tells a repeated request from a second one, where the caller gives none.</summary>
internal static class IdempotencyToken
{
    [SuppressMessage("ApiDesign", "RS0030", Justification = "The official clients make these tokens themselves and have no place to inject a source.")]
    public static string New() => Guid.NewGuid().ToString();
}
