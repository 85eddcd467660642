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
            "Ref", "Condition", "Fn::And", "Fn::Base64", "Fn::Cidr", "Fn::Contains", "Fn::EachMemberEquals", "Fn::EachMemberIn", "Fn::Equals", "Fn::FindInMap", "Fn::ForEach", "Fn::GetAtt",
            "Fn::GetAZs", "Fn::If", "Fn::ImportValue", "Fn::Join", "Fn::Length", "Fn::Not", "Fn::Or", "Fn::RefAll",
            "Fn::Select", "Fn::Split", "Fn::Sub", "Fn::ToJsonString", "Fn::Transform", "Fn::ValueOf", "Fn::ValueOfAll",
        ],
        StringComparer.Ordinal);

    public Expansion Expansion { get; } = new();

    /// <summary>The node without intrinsics; <c>null</c> where it came to <c>AWS::NoValue</c>.</summary>
    /// <exception cref="ExpansionException">All expressions of the template together come to too much.</exception>
    public TemplateNode? Resolve(TemplateNode node) => Expansion.Counted(node, 1) switch
    {
        TemplateNode.Scalar scalar => Dynamic(scalar),
        TemplateNode.Sequence sequence => sequence with { Items = [.. sequence.Items.Select(Resolve).OfType<TemplateNode>()] },
        TemplateNode.Mapping { Entries: [var only] } when Names.Contains(only.Key) && !IsPolicyCondition(only) => Call(only),
        TemplateNode.Mapping mapping => ResolveEntries(mapping),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>One string; a list or a map in its place is an error.</summary>
    public string? Text(TemplateNode node) => Resolve(node) switch
    {
        TemplateNode.Scalar scalar => scalar.Value,
        null => null,
        var other => Fail(node.Line, $"a value is needed here, not {other.Kind}").Value,
    };

    /// <summary>A value or list as one text, to be compared with another.</summary>
    public string? Flat(TemplateNode node) => Resolve(node) switch
    {
        TemplateNode.Scalar scalar => scalar.Value,
        TemplateNode.Sequence list => string.Join(',', list.Items.Select(Flat)),
        null => null,
        var map => NodeJson.ToText(map),
    };

    private TemplateNode.Scalar Dynamic(TemplateNode.Scalar scalar)
    {
        if (!scalar.Value.Contains("{{resolve:ssm:", StringComparison.Ordinal))
        {
            return scalar;
        }

        errors.AddRange(StoredValues.Names(scalar.Value).Where(name => scope.Stored.Find(name) is null).Select(name => StoredValues.Unknown(name, scalar.Line)));

        return scalar with { Value = StoredValues.Replace(scalar.Value, name => scope.Stored.Find(name) ?? "") };
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
        "Fn::GetAZs" => Zones(call),
        "Fn::ImportValue" => Import(call),
        "Fn::Cidr" => Cidr(call),
        "Fn::Length" when NeedsExtensions(call) => Length(call),
        "Fn::ToJsonString" when NeedsExtensions(call) => Resolve(call.Value) is { } value ? Plain(NodeJson.ToText(value), call.Line) : null,
        "Fn::Length" or "Fn::ToJsonString" => Plain("", call.Line),
        "Condition" or "Fn::And" or "Fn::Or" or "Fn::Not" or "Fn::Equals" =>
            Fail(call.Line, $"{call.Key} belongs in the Conditions section; elsewhere use Fn::If"),
        "Fn::Contains" or "Fn::EachMemberEquals" or "Fn::EachMemberIn" or "Fn::RefAll" or "Fn::ValueOf" or "Fn::ValueOfAll" =>
            Fail(call.Line, $"{call.Key} belongs in the Rules section"),
        "Fn::Transform" => Fail(
            call.Line, $"Fn::Transform has {MacroName(call)} change the template on AWS, which nothing here can do; put what comes of it into the template"),
        _ => Fail(call.Line, $"{call.Key} is not supported by the local stack"),
    };

    private static string MacroName(TemplateNode.Entry call) => ((call.Value as TemplateNode.Mapping)?["Name"] as TemplateNode.Scalar)?.Value ?? "a macro";

    private bool NeedsExtensions(TemplateNode.Entry call)
    {
        if (!scope.IsExtended)
        {
            errors.Add(new(call.Line, $"{call.Key} needs Transform: AWS::LanguageExtensions, here as on AWS"));
        }

        return scope.IsExtended;
    }

    private TemplateNode.Sequence Zones(TemplateNode.Entry call) =>
        new([.. "abc".Select(zone => Plain($"{(Text(call.Value) is { Length: > 0 } given ? given : scope.Region)}{zone}", call.Line))], call.Line);

    private TemplateNode.Scalar Import(TemplateNode.Entry call)
    {
        var name = Text(call.Value) ?? "";
        if (scope.Imports.TryGetValue(name, out var value))
        {
            return Plain(value, call.Line);
        }

        errors.Add(new(call.Line, $"Fn::ImportValue reads {name} of another stack; give it with --import {name}=VALUE") { Missing = new(name, IsImport: true, IsSecret: false, "") });
        return Plain("", call.Line);
    }

    private TemplateNode.Scalar Length(TemplateNode.Entry call) => Resolve(call.Value) is TemplateNode.Sequence list
        ? new TemplateNode.Scalar(list.Items.Count.ToString(CultureInfo.InvariantCulture), IsPlain: true, call.Line)
        : Fail(call.Line, "Fn::Length takes a list");

    private TemplateNode Cidr(TemplateNode.Entry call)
    {
        var parts = call.Value is TemplateNode.Sequence { Items: [_, _] or [_, _, _] } list ? list.Items.Select(Text).ToList() : [];
        if (parts is [{ } block, { } count, ..] && Template.Cidr.Split(block, count, parts.Count == 3 ? parts[2] : null) is { } blocks)
        {
            return new TemplateNode.Sequence([.. blocks.Select(one => Plain(one, call.Line))], call.Line);
        }

        return Fail(call.Line, "Fn::Cidr takes a block such as 10.0.0.0/16, a count from 1 to 256, and the bits of each part for hosts, and the block must hold as many");
    }

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

        // Seen: CloudFormation takes the text of the short form in JSON too.
        if (call.Value is TemplateNode.Scalar { Value: var path } && path.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot)
        {
            return scope.Attribute(path[..dot], path[(dot + 1)..], call.Line);
        }

        // Names with dots, split by a list: an output of a nested stack.
        if (call.Value is TemplateNode.Sequence { Items: [TemplateNode.Scalar stack, TemplateNode.Scalar first, TemplateNode.Scalar second] })
        {
            return scope.Attribute(stack.Value, $"{first.Value}.{second.Value}", call.Line);
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

        var room = Expansion.LongestText;
        // A variable is resolved once, however often it stands in the text: so one inside another costs no more than both.
        Dictionary<string, string> known = new(StringComparer.Ordinal);
        var replaced = Substitution.Replace(text, name =>
        {
            // Nothing more is put in once it is too long: many references to long texts would not fit into memory.
            if (room >= 0 && !known.ContainsKey(name))
            {
                known[name] = Variable(name, variables, call.Line);
            }

            var value = room < 0 ? "" : known[name];
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

            return texts.Sum(text => (long)(text?.Length ?? 0) + separator.Value.Length) > Expansion.LongestText
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
            var parts = text.Split(separator.Value);
            _ = Expansion.Counted(call.Value, parts.Length);

            return new TemplateNode.Sequence([.. parts.Select(part => Plain(part, call.Line))], call.Line);
        }

        return Fail(call.Line, "Fn::Split takes a separator and a text");
    }

    private TemplateNode? If(TemplateNode.Entry call) =>
        call.Value is TemplateNode.Sequence { Items: [TemplateNode.Scalar condition, var yes, var no] }
            ? Resolve(scope.Conditions.IsTrue(condition.Value, call.Line, this) ? yes : no)
            : Fail(call.Line, "Fn::If takes a condition's name, the value if true, the value if false");

    private TemplateNode? FindInMap(TemplateNode.Entry call)
    {
        var parts = call.Value is TemplateNode.Sequence { Items: [_, _, _, ..] and { Count: <= 4 } items } ? items : [];
        if (parts.Count == 0 || (Text(parts[0]), Text(parts[1]), Text(parts[2])) is not ({ } mapName, { } topKey, { } secondKey))
        {
            return Fail(call.Line, "Fn::FindInMap takes a mapping, a top-level key and a second-level key");
        }

        if (scope.Mappings[mapName] is TemplateNode.Mapping mapping && mapping[topKey] is TemplateNode.Mapping keys && keys[secondKey] is { } value)
        {
            return value;
        }

        return parts.Count == 4 && parts[3] is TemplateNode.Mapping { Entries: [{ Key: "DefaultValue" } otherwise] } && NeedsExtensions(call with { Key = "DefaultValue of Fn::FindInMap" })
            ? Resolve(otherwise.Value)
            : Fail(call.Line, $"the Mappings section has no {mapName}.{topKey}.{secondKey}");
    }

    private TemplateNode.Scalar Plain(string value, int line) => Expansion.Fits(value, line) ? new(value, IsPlain: false, line) : TooLong(line);

    private TemplateNode.Scalar TooLong(int line) => Fail(line, Expansion.TooLong);

    private TemplateNode.Scalar Fail(int line, string message)
    {
        errors.Add(new(line, message));
        return new("", IsPlain: false, line);
    }
}
