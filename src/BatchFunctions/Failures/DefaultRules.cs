using System.Text.Json;

namespace BatchFunctions.Failures;

/// <summary>The stack's own rules, for jobs that bring none: the file <c>failure-rules.json</c> beside the program.</summary>
internal sealed class DefaultRules(string folder)
{
    private readonly Lazy<IReadOnlyList<FailureRule>> _rules = new(() => Parse(File.ReadAllText(Path.Combine(folder, "failure-rules.json"))));

    public IReadOnlyList<FailureRule> Rules => _rules.Value;

    /// <exception cref="JsonException">Not a list of rules; those of requests were checked before they were stored.</exception>
    public static IReadOnlyList<FailureRule> Parse(string json) =>
        JsonSerializer.Deserialize(json, FailureJson.Default.IReadOnlyListFailureRule) ?? [];
}
