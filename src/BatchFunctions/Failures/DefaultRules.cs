using System.Text.Json;

namespace BatchFunctions.Failures;

/// <summary>The stack's own rules, for jobs that bring none: the file <c>failure-rules.json</c> in this folder, carried in the program.</summary>
internal sealed class DefaultRules
{
    private readonly Lazy<IReadOnlyList<FailureRule>> _rules;

    public DefaultRules() => _rules = new(() => Parse(Text()));

    /// <summary>Those of another program than this one.</summary>
    public DefaultRules(IReadOnlyList<FailureRule> rules) => _rules = new(rules);

    public IReadOnlyList<FailureRule> Rules => _rules.Value;

    /// <summary>The file as it was when the program was built.</summary>
    public static string Text()
    {
        using var stream = typeof(DefaultRules).Assembly.GetManifestResourceStream("failure-rules.json")
            ?? throw new InvalidOperationException("failure-rules.json was not built into the program.");
        using var reader = new StreamReader(stream);

        return reader.ReadToEnd();
    }

    /// <exception cref="JsonException">Not a list of rules; those of requests were checked before they were stored.</exception>
    public static IReadOnlyList<FailureRule> Parse(string json) =>
        JsonSerializer.Deserialize(json, FailureJson.Default.IReadOnlyListFailureRule) ?? [];
}
