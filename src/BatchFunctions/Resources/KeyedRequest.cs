using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>A request to create something, and the key under which its caller may repeat it.</summary>
/// <param name="Token"><c>null</c> where the caller gave no key: each call is then a request of its own.</param>
/// <param name="Hash">The same for all bodies that are equal as JSON.</param>
/// <param name="TextHash">The hash of the body's text, by which records of earlier versions tell it.</param>
internal sealed record KeyedRequest(string? Token, string Hash, string TextHash)
{
    /// <summary>Reads the key of a request whose body was found to be JSON.</summary>
    public static KeyedRequest Read(APIGatewayHttpApiV2ProxyRequest request, string route) =>
        new(request.KeyToken(route), CanonicalJson.Hash(request.Bytes()), Jobs.Token.Of(request.Body ?? ""));

    /// <summary>Whether this is a repetition of a request that was kept.</summary>
    public bool Repeats(KeptRequest known) => known.RequestHash == Hash || known.RequestHash == TextHash;

    /// <summary>The caller's tags and our mark, by which one who repeats an interrupted request finds what it made.</summary>
    /// <exception cref="ProblemException">The caller uses our mark.</exception>
    public Dictionary<string, string>? Mark(Dictionary<string, string>? tags)
    {
        if (tags?.ContainsKey(Jobs.Token.Tag) == true)
        {
            throw new ProblemException(Problem.BadRequest("The body is wrong.", new InputError($"/tags/{Jobs.Token.Tag}", "this tag is our own mark; leave it out.")));
        }

        return Token is null ? tags : new Dictionary<string, string>(tags ?? []) { [Jobs.Token.Tag] = Token };
    }

    /// <summary>Whether a resource with these tags was made by the request that a token names.</summary>
    public static bool Made(string token, Dictionary<string, string>? tags) => tags?.GetValueOrDefault(Jobs.Token.Tag) == token;
}
