namespace LocalCloud.Gateway;

/// <summary>One thing that a caller must be allowed to do, for an operation to be carried out.</summary>
/// <param name="Action">Such as <c>batch:SubmitJob</c>.</param>
/// <param name="Resource">ARN; <c>*</c> where the action cannot be limited to a resource, and where the request names none.</param>
internal sealed record Demand(string Action, string Resource)
{
    /// <summary>Condition keys that the request itself gives, beside those of every request.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Keys { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The demand with one more key; with no value, without it.</summary>
    public Demand With(string key, params IEnumerable<string?> values)
    {
        List<string> given = [.. values.OfType<string>()];

        return given.Count == 0 ? this : this with { Keys = new Dictionary<string, IReadOnlyList<string>>(Keys, StringComparer.OrdinalIgnoreCase) { [key] = given } };
    }
}
