namespace LocalCloud.Template;

/// <summary>The Rules section: what must hold of the parameters (CloudFormation user guide, Rules).</summary>
internal sealed class TemplateRules(Intrinsics intrinsics, List<TemplateError> errors)
{
    // AWS: these ask the account for what is there under a parameter's type, which nobody here knows.
    private static readonly string[] AsksAws = ["Fn::RefAll", "Fn::ValueOf", "Fn::ValueOfAll"];

    public void Check(TemplateNode? section)
    {
        foreach (var rule in (section as TemplateNode.Mapping)?.Entries ?? [])
        {
            if (rule.Value is not TemplateNode.Mapping declared || declared["Assertions"] is not TemplateNode.Sequence assertions)
            {
                errors.Add(new(rule.Line, $"the rule {rule.Key} needs Assertions, a list"));
                continue;
            }

            if (declared["RuleCondition"] is null || Holds(declared["RuleCondition"]) != false)
            {
                assertions.Items.OfType<TemplateNode.Mapping>().ToList().ForEach(assertion => Check(rule.Key, assertion));
            }
        }
    }

    private void Check(string rule, TemplateNode.Mapping assertion)
    {
        if (Holds(assertion["Assert"]) == false)
        {
            errors.Add(new(assertion.Line, $"the rule {rule} does not hold{(assertion["AssertDescription"] is TemplateNode.Scalar said ? $": {said.Value}" : "")}"));
        }
    }

    /// <summary><c>null</c> where only AWS could tell.</summary>
    private bool? Holds(TemplateNode? expression)
    {
        if (expression is not TemplateNode.Mapping { Entries: [var call] })
        {
            return expression is TemplateNode.Scalar { Value: "true" or "True" };
        }

        var parts = call.Value is TemplateNode.Sequence { Items: var items } ? items : [];
        if (parts.Any(part => part is TemplateNode.Mapping { Entries: [var inner] } && AsksAws.Contains(inner.Key)))
        {
            return null;
        }

        return (call.Key, parts) switch
        {
            ("Fn::Not", [var inner]) => !Holds(inner),
            ("Fn::And", _) => parts.Select(Holds).Aggregate((bool?)true, (all, one) => all & one),
            ("Fn::Or", _) => parts.Select(Holds).Aggregate((bool?)false, (all, one) => all | one),
            ("Fn::Equals", [var left, var right]) => intrinsics.Flat(left) == intrinsics.Flat(right),
            ("Fn::Contains", [var list, var item]) => Texts(list).Contains(intrinsics.Flat(item)),
            ("Fn::EachMemberEquals", [var list, var item]) => Texts(list).All(one => one == intrinsics.Flat(item)),
            ("Fn::EachMemberIn", [var list, var others]) => Texts(list).All(Texts(others).Contains),
            _ => Unknown(call),
        };
    }

    private bool? Unknown(TemplateNode.Entry call)
    {
        errors.Add(new(call.Line, $"{call.Key} is no condition of a rule, or has the wrong number of parts"));
        return null;
    }

    private IReadOnlyList<string?> Texts(TemplateNode list) =>
        intrinsics.Resolve(list) is TemplateNode.Sequence sequence ? [.. sequence.Items.Select(intrinsics.Flat)] : [intrinsics.Flat(list)];
}
