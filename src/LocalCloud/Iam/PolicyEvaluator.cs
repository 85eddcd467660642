namespace LocalCloud.Iam;

/// <summary>
/// Decides by the policies of one identity: a denial that fits beats everything, then one allowance is enough, and what
/// nobody allows is not allowed (IAM user guide, policy evaluation logic). Policies and request in, decision out.
/// </summary>
internal static class PolicyEvaluator
{
    public static Decision Decide(IEnumerable<Statement> statements, IamRequest request)
    {
        var isAllowed = false;
        foreach (var statement in statements)
        {
            if (!FitsAction(statement, request) || !FitsResource(statement, request))
            {
                continue;
            }

            if (statement.Conditions.FirstOrDefault(condition => !IsKnown(condition)) is { } unknown)
            {
                return new Decision.Unclear(unknown.Operator);
            }

            if (statement.Conditions.All(condition => Holds(condition, statement, request)))
            {
                if (!statement.IsAllow)
                {
                    return new Decision.Denied();
                }

                isAllowed = true;
            }
        }

        return isAllowed ? new Decision.Allowed() : new Decision.NotAllowed();
    }

    private static bool FitsAction(Statement statement, IamRequest request) =>
        statement.IsNotAction != statement.Actions.Any(action => Wildcards.Compile(action, null) is { } pattern && Wildcards.Match(pattern, request.Action, ignoreCase: true));

    private static bool FitsResource(Statement statement, IamRequest request) =>
        statement.IsNotResource != statement.Resources.Any(resource =>
            Wildcards.Compile(resource, VariablesOf(statement, request)) is { } pattern && Wildcards.Match(pattern, request.Resource));

    private static bool IsKnown(Condition condition) =>
        ConditionOperator.Parse(condition.Operator) is var parsed
        && (parsed is { Name: "Null", Quantifier: ConditionQuantifier.None, IfExists: false } || ConditionTests.Find(parsed.Name) is not null);

    private static bool Holds(Condition condition, Statement statement, IamRequest request)
    {
        var parsed = ConditionOperator.Parse(condition.Operator);
        var actual = request.Values(condition.Key);
        if (parsed.Name == "Null")
        {
            return condition.Values.Any(wanted => string.Equals(wanted, actual is null ? "true" : "false", StringComparison.OrdinalIgnoreCase));
        }

        if (actual is null or [])
        {
            return parsed.Quantifier switch
            {
                ConditionQuantifier.All => true,
                ConditionQuantifier.Any => parsed.IfExists,
                _ => parsed.IfExists || parsed.IsNegated,
            };
        }

        bool Fits(string value) => parsed.IsNegated != condition.Values.Any(wanted =>
            ConditionTests.Find(parsed.Name)?.Invoke(value, wanted, VariablesOf(statement, request)) == true);

        return parsed.Quantifier switch
        {
            ConditionQuantifier.All => actual.All(Fits),
            ConditionQuantifier.Any => actual.Any(Fits),
            // AWS: a key with many values needs a quantifier; without one nothing is promised, and here it does not hold.
            _ => actual is [var only] && Fits(only),
        };
    }

    private static IamRequest? VariablesOf(Statement statement, IamRequest request) => statement.HasVariables ? request : null;
}
