using System.Text.Json.Serialization.Metadata;

namespace BatchFunctions.Http;

/// <summary>One route of the HTTP API, as the OpenAPI document tells it.</summary>
/// <param name="Function">The handler that answers it.</param>
/// <param name="Success">Status of a good answer.</param>
internal sealed record Route(string Method, string Path, string Function, string Summary, int Success = 200)
{
    /// <summary>Shape of the body; <c>null</c> where there is none, or none of AWS's.</summary>
    public Func<JsonTypeInfo>? Body { get; init; }

    public IReadOnlyList<string> Query { get; init; } = [];

    /// <summary>Takes the header <c>Idempotency-Key</c>.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Whether a path is one of this route's, whatever the method.</summary>
    public bool Matches(string path)
    {
        var (wanted, given) = (Path.Split('/'), path.Split('/'));

        return wanted.Length == given.Length && wanted.Zip(given).All(part => part.First.StartsWith('{') ? part.Second.Length > 0 : part.First == part.Second);
    }
}
