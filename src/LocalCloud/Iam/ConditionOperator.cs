namespace LocalCloud.Iam;

/// <summary>An operator of a Condition, taken apart.</summary>
/// <param name="Name">Such as <c>StringLike</c>.</param>
/// <param name="Quantifier">For a key with many values.</param>
/// <param name="IfExists">Holds where the request does not have the key.</param>
internal sealed record ConditionOperator(string Name, ConditionQuantifier Quantifier, bool IfExists)
{
    private const string Existing = "IfExists";

    /// <summary>What it says where nothing fits its values: StringNotEquals and its kin hold then.</summary>
    public bool IsNegated => Name.Contains("Not", StringComparison.OrdinalIgnoreCase);

    public static ConditionOperator Parse(string text)
    {
        var (quantifier, rest) = text.Split(':', 2) switch
        {
            ["ForAllValues", var behind] => (ConditionQuantifier.All, behind),
            ["ForAnyValue", var behind] => (ConditionQuantifier.Any, behind),
            _ => (ConditionQuantifier.None, text),
        };

        return rest.EndsWith(Existing, StringComparison.Ordinal) ? new(rest[..^Existing.Length], quantifier, IfExists: true) : new(rest, quantifier, IfExists: false);
    }
}

/// <summary>How many values of the request a condition is about.</summary>
internal enum ConditionQuantifier
{
    None,

    /// <summary><c>ForAllValues</c>: every one; also where there is none.</summary>
    All,

    /// <summary><c>ForAnyValue</c>: one at least.</summary>
    Any,
}
