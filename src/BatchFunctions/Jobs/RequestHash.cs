using System.Text;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>Tells a repetition of a request from another request under the same key.</summary>
internal static class RequestHash
{
    /// <summary>The same for all that is equal as JSON.</summary>
    public static string Of(string body, string? onFailure) => Token.Of(Canonical(body), onFailure is null ? "" : Canonical(onFailure));

    /// <summary>Whether a request with this hash is the one of a known intent. Intents of earlier versions hold a hash of the text.</summary>
    public static bool IsOf(Intent known, string hash) => known.RequestHash == hash || Of(known.Request, known.OnFailure) == hash;

    private static string Canonical(string json) => CanonicalJson.Hash(Encoding.UTF8.GetBytes(json));
}
