namespace LocalCloud.Template;

/// <summary>The template's Conditions section, decided on demand.</summary>
internal sealed class ConditionTable(TemplateNode.Mapping? section, List<TemplateError> errors)
{
    private readonly Dictionary<string, bool> _decided = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    // Each may stand on the one before; so many are walked without running out of stack.
    private const int Most = 500;

    /// <summary>Every condition's name.</summary>
    public IEnumerable<TemplateNode.Entry> All => section?.Entries ?? [];

    public bool IsTrue(string name, int line, Intrinsics intrinsics)
    {
        if (_decided.TryGetValue(name, out var known))
        {
            return known;
        }

        if (section?[name] is not { } expression)
        {
            return Fail(line, $"the Conditions section has no {name}");
        }

        if (section.Entries.Count > Most)
        {
            return Fail(section.Line, $"a template has at most {Most} conditions; this one has {section.Entries.Count}");
        }

        if (!_open.Add(name))
        {
            return Fail(line, $"the condition {name} depends on itself");
        }

        var value = Decide(expression, intrinsics);
        _open.Remove(name);
        _decided[name] = value;
        return value;
    }

    private bool Decide(TemplateNode expression, Intrinsics intrinsics)
    {
        if (expression is not TemplateNode.Mapping { Entries: [var call] })
        {
            return Fail(expression.Line, "a condition is one of Fn::Equals, Fn::And, Fn::Or, Fn::Not, Condition");
        }

        var parts = call.Value is TemplateNode.Sequence { Items: var items } ? items : [];
        return (call.Key, parts) switch
        {
            ("Condition", _) when call.Value is TemplateNode.Scalar name => IsTrue(name.Value, call.Line, intrinsics),
            ("Fn::Equals", [var left, var right]) => intrinsics.Flat(left) == intrinsics.Flat(right),
            ("Fn::Not", [var inner]) => !Decide(inner, intrinsics),
            // Every part is decided, so that an error in the last one is found whatever the first one says.
            ("Fn::And", [_, _, ..]) => parts.Select(part => Decide(part, intrinsics)).ToList().TrueForAll(value => value),
            ("Fn::Or", [_, _, ..]) => parts.Select(part => Decide(part, intrinsics)).ToList().Exists(value => value),
            _ => Fail(call.Line, $"{call.Key} is no condition, or has the wrong number of parts: Fn::Equals takes 2, Fn::Not 1, Fn::And and Fn::Or 2 to 10"),
        };
    }

    private bool Fail(int line, string message)
    {
        errors.Add(new(line, message));
        return false;
    }
}
