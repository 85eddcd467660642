using System.Text.Json.Serialization.Metadata;

namespace BatchFunctions.Http;

/// <summary>One route of the HTTP API, as the OpenAPI document tells it.</summary>
/// <param name="Function">The handler that answers it.</param>
/// <param name="Answer">Schema of a good answer.</param>
/// <param name="Success">Status of a good answer.</param>
internal sealed record Route(string Method, string Path, string Function, string Summary, string Answer, int Success = 200)
{
    /// <summary>Shape of the body, where it is one of AWS's.</summary>
    public Func<JsonTypeInfo>? Body { get; init; }

    /// <summary>Schema of the body, where it is one of ours.</summary>
    public string? BodyName { get; init; }

    /// <summary>Members that the body must have.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    public IReadOnlyList<string> MediaTypes { get; init; } = ["application/json"];

    public IReadOnlyList<string> Query { get; init; } = [];

    /// <summary>Takes the header <c>Idempotency-Key</c>.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>The body may have <c>onFailure</c>.</summary>
    public bool HasFailureRules { get; init; }

    /// <summary>Answers 202 where the job goes to the queue.</summary>
    public bool MayQueue { get; init; }

    /// <summary>Whether a path is one of this route's, whatever the method.</summary>
    public bool Matches(string path)
    {
        var (wanted, given) = (Path.Split('/'), path.Split('/'));

        return wanted.Length == given.Length && wanted.Zip(given).All(part => part.First.StartsWith('{') ? part.Second.Length > 0 : part.First == part.Second);
    }
}
