using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace LocalCloud.Template;

/// <summary>Replaces intrinsic functions by their values. What cannot be replaced is an error with its line.</summary>
internal sealed class Intrinsics(TemplateScope scope, List<TemplateError> errors)
{
    /// <summary>Every intrinsic function there is, so that a misspelt one is told from one not supported here.</summary>
    public static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet(
        [
            "Ref", "Condition", "Fn::And", "Fn::Base64", "Fn::Cidr", "Fn::Equals", "Fn::FindInMap", "Fn::ForEach", "Fn::GetAtt",
            "Fn::GetAZs", "Fn::If", "Fn::ImportValue", "Fn::Join", "Fn::Length", "Fn::Not", "Fn::Or", "Fn::Select",
            "Fn::Split", "Fn::Sub", "Fn::ToJsonString", "Fn::Transform",
        ],
        StringComparer.Ordinal);

    private const int LongestText = 256 * 1024;

    /// <summary>The node without intrinsics; <c>null</c> where it came to <c>AWS::NoValue</c>.</summary>
    public TemplateNode? Resolve(TemplateNode node) => node switch
    {
        TemplateNode.Scalar => node,
        TemplateNode.Sequence sequence => sequence with { Items = [.. sequence.Items.Select(Resolve).OfType<TemplateNode>()] },
        TemplateNode.Mapping { Entries: [var only] } when Names.Contains(only.Key) && !IsPolicyCondition(only) => Call(only),
        TemplateNode.Mapping mapping => ResolveEntries(mapping),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>One string; a list or a map in its place is an error.</summary>
    public string? Text(TemplateNode node)
    {
        switch (Resolve(node))
        {
            case TemplateNode.Scalar scalar:
                return scalar.Value;
            case null:
                return null;
            case var other:
                return Fail(node.Line, $"a value is needed here, not {other.Kind}").Value;
        }
    }

    // AWS: "Condition" is an intrinsic only with a condition's name; in an IAM policy it holds a map.
    private static bool IsPolicyCondition(TemplateNode.Entry entry) => entry is { Key: "Condition", Value: TemplateNode.Mapping };

    private TemplateNode.Mapping ResolveEntries(TemplateNode.Mapping mapping)
    {
        List<TemplateNode.Entry> entries = new(mapping.Entries.Count);
        foreach (var entry in mapping.Entries)
        {
            if (Resolve(entry.Value) is { } value)
            {
                entries.Add(entry with { Value = value });
            }
        }

        return mapping with { Entries = entries };
    }

    private TemplateNode? Call(TemplateNode.Entry call) => call.Key switch
    {
        "Ref" => Ref(call),
        "Fn::GetAtt" => GetAtt(call),
        "Fn::Sub" => Sub(call),
        "Fn::Join" => Join(call),
        "Fn::Select" => Select(call),
        "Fn::Split" => Split(call),
        "Fn::If" => If(call),
        "Fn::FindInMap" => FindInMap(call),
        "Fn::Base64" => Plain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(call.Value) ?? "")), call.Line),
        "Fn::GetAZs" => new TemplateNode.Sequence(
            [.. "abc".Select(zone => Plain($"{scope.Region}{zone}", call.Line))], call.Line),
        "Fn::ImportValue" => Fail(call.Line, "Fn::ImportValue reads another stack, and there is none here; use a parameter"),
        "Condition" or "Fn::And" or "Fn::Or" or "Fn::Not" or "Fn::Equals" =>
            Fail(call.Line, $"{call.Key} belongs in the Conditions section; elsewhere use Fn::If"),
        _ => Fail(call.Line, $"{call.Key} is not supported by the local stack"),
    };

    private TemplateNode? Ref(TemplateNode.Entry call) =>
        call.Value is TemplateNode.Scalar { Value: var name }
            ? scope.Reference(name, call.Line)
            : Fail(call.Line, "Ref takes the name of a parameter or resource");

    private TemplateNode GetAtt(TemplateNode.Entry call)
    {
        if (call.Value is TemplateNode.Sequence { Items: [TemplateNode.Scalar resource, var attribute] } && Text(attribute) is { } name)
        {
            return scope.Attribute(resource.Value, name, call.Line);
        }

        return Fail(call.Line, "Fn::GetAtt takes a resource and an attribute, such as [Queue, Arn]");
    }

    private TemplateNode.Scalar Sub(TemplateNode.Entry call)
    {
        var (text, variables) = call.Value switch
        {
            TemplateNode.Scalar scalar => (scalar.Value, null),
            TemplateNode.Sequence { Items: [TemplateNode.Scalar scalar, TemplateNode.Mapping map] } => (scalar.Value, map),
            _ => (null, null),
        };
        if (text is null)
        {
            return Fail(call.Line, "Fn::Sub takes a text, or a list of a text and a map of variables");
        }

        var room = LongestText;
        var replaced = Substitution.Replace(text, name =>
        {
            // Nothing more is put in once it is too long: many references to long texts would not fit into memory.
            var value = room < 0 ? "" : Variable(name, variables, call.Line);
            room -= value.Length;

            return value;
        });

        return room < 0 ? TooLong(call.Line) : Plain(replaced, call.Line);
    }

    private string Variable(string name, TemplateNode.Mapping? variables, int line)
    {
        if (variables?[name] is { } own)
        {
            return Text(own) ?? "";
        }

        var value = name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && !name.Contains("::", StringComparison.Ordinal)
            ? scope.Attribute(name[..dot], name[(dot + 1)..], line)
            : scope.Reference(name, line);
        return value switch
        {
            TemplateNode.Scalar scalar => scalar.Value,
            TemplateNode.Sequence list => string.Join(',', list.Items.Select(Text)),
            _ => Fail(line, $"${{{name}}} has no value to put into a text").Value,
        };
    }

    private TemplateNode.Scalar Join(TemplateNode.Entry call)
    {
        if (call.Value is TemplateNode.Sequence { Items: [TemplateNode.Scalar separator, var list] }
            && Resolve(list) is TemplateNode.Sequence { Items: var items })
        {
            var texts = items.Select(Text).ToList();

            return texts.Sum(text => (long)(text?.Length ?? 0) + separator.Value.Length) > LongestText
                ? TooLong(call.Line)
                : Plain(string.Join(separator.Value, texts), call.Line);
        }

        return Fail(call.Line, "Fn::Join takes a separator and a list");
    }

    private TemplateNode? Select(TemplateNode.Entry call)
    {
        if (call.Value is not TemplateNode.Sequence { Items: [var position, var list] }
            || Resolve(list) is not TemplateNode.Sequence { Items: var items }
            || !int.TryParse(Text(position), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return Fail(call.Line, "Fn::Select takes an index from 0 and a list");
        }

        return index < items.Count ? items[index] : Fail(call.Line, $"Fn::Select asks for item {index} of a list of {items.Count}");
    }

    private TemplateNode Split(TemplateNode.Entry call)
    {
        if (call.Value is TemplateNode.Sequence { Items: [TemplateNode.Scalar { Value: not "" } separator, var source] }
            && Text(source) is { } text)
        {
            return new TemplateNode.Sequence([.. text.Split(separator.Value).Select(part => Plain(part, call.Line))], call.Line);
        }

        return Fail(call.Line, "Fn::Split takes a separator and a text");
    }

    private TemplateNode? If(TemplateNode.Entry call) =>
        call.Value is TemplateNode.Sequence { Items: [TemplateNode.Scalar condition, var yes, var no] }
            ? Resolve(scope.Conditions.IsTrue(condition.Value, call.Line, this) ? yes : no)
            : Fail(call.Line, "Fn::If takes a condition's name, the value if true, the value if false");

    private TemplateNode? FindInMap(TemplateNode.Entry call)
    {
        if (call.Value is not TemplateNode.Sequence { Items: [var map, var top, var second] }
            || (Text(map), Text(top), Text(second)) is not ({ } mapName, { } topKey, { } secondKey))
        {
            return Fail(call.Line, "Fn::FindInMap takes a mapping, a top-level key and a second-level key");
        }

        return scope.Mappings[mapName] is TemplateNode.Mapping mapping
            && mapping[topKey] is TemplateNode.Mapping keys
            && keys[secondKey] is { } value
            ? value
            : Fail(call.Line, $"the Mappings section has no {mapName}.{topKey}.{secondKey}");
    }

    // Texts that hold each other double with every step.
    private TemplateNode.Scalar Plain(string value, int line) => value.Length <= LongestText
        ? new(value, IsPlain: false, line)
        : TooLong(line);

    private TemplateNode.Scalar TooLong(int line) => Fail(line, $"a text comes to more than {LongestText} characters");

    private TemplateNode.Scalar Fail(int line, string message)
    {
        errors.Add(new(line, message));
        return new("", IsPlain: false, line);
    }
}
