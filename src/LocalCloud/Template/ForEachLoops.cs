using System.Text.RegularExpressions;

namespace LocalCloud.Template;

/// <summary>
/// Writes out <c>Fn::ForEach</c>, the loops of AWS::LanguageExtensions: each key <c>Fn::ForEach::Name</c> with an identifier, a
/// collection and a body becomes the body once for each item.
/// </summary>
// AWS: the identifier is replaced as ${Identifier} in keys and values and as Ref; &{Identifier} leaves out all but letters and
// digits (CloudFormation template reference, Fn::ForEach).
internal sealed partial class ForEachLoops(TemplateScope scope, Intrinsics intrinsics, List<TemplateError> errors)
{
    private const string Loop = "Fn::ForEach::";

    // Loops in loops multiply; a template holds 500 resources.
    private const int MostTurns = 10_000;

    // AWS: a template has 1 MB, after its loops were written out too (CloudFormation quotas).
    private const int MostNodes = 1_000_000;
    private const long MostCharacters = 16L * 1024 * 1024;

    private int _turns;
    private int _nodes;
    private long _characters;

    public TemplateNode.Mapping Expand(TemplateNode.Mapping root) => Walk(root) as TemplateNode.Mapping ?? root;

    private TemplateNode Walk(TemplateNode node) => node switch
    {
        TemplateNode.Mapping map => map with { Entries = [.. map.Entries.SelectMany(Entries)] },
        TemplateNode.Sequence list => list with { Items = [.. list.Items.Select(Walk)] },
        _ => node,
    };

    private IEnumerable<TemplateNode.Entry> Entries(TemplateNode.Entry entry)
    {
        if (!entry.Key.StartsWith(Loop, StringComparison.Ordinal))
        {
            return [entry with { Value = Walk(entry.Value) }];
        }

        if (!scope.IsExtended)
        {
            errors.Add(new(entry.Line, $"{entry.Key} needs Transform: AWS::LanguageExtensions, here as on AWS"));
            return [];
        }

        if (entry.Value is not TemplateNode.Sequence { Items: [TemplateNode.Scalar identifier, var collection, TemplateNode.Mapping body] }
            || Items(collection) is not { } items)
        {
            errors.Add(new(entry.Line, $"{entry.Key} takes an identifier, a list, and a map that is written once for each item"));
            return [];
        }

        return [.. items.SelectMany(item => Turn(identifier.Value, item, body, entry.Line))];
    }

    private IEnumerable<TemplateNode.Entry> Turn(string identifier, string item, TemplateNode.Mapping body, int line)
    {
        if (++_turns > MostTurns)
        {
            if (_turns == MostTurns + 1)
            {
                errors.Add(new(line, $"the loops of this template come to more than {MostTurns} turns"));
            }

            return [];
        }

        return ((TemplateNode.Mapping)Walk(Put(identifier, item, body))).Entries;
    }

    private IReadOnlyList<string>? Items(TemplateNode collection) => intrinsics.Resolve(collection) is TemplateNode.Sequence list && list.Items.All(item => item is TemplateNode.Scalar)
        ? [.. list.Items.OfType<TemplateNode.Scalar>().Select(item => item.Value)]
        : null;

    /// <exception cref="ExpansionException">The loops write out too much.</exception>
    private TemplateNode Put(string identifier, string item, TemplateNode node) => Counted(node, 1) switch
    {
        TemplateNode.Scalar scalar => scalar with { Value = Put(identifier, item, scalar.Value, scalar.Line) },
        TemplateNode.Sequence list => list with { Items = [.. list.Items.Select(one => Put(identifier, item, one))] },
        TemplateNode.Mapping { Entries: [{ Key: "Ref", Value: TemplateNode.Scalar name }] } when name.Value == identifier => name with { Value = item, IsPlain = false },
        TemplateNode.Mapping map => map with { Entries = [.. map.Entries.Select(entry => new TemplateNode.Entry(Put(identifier, item, entry.Key, entry.Line), Put(identifier, item, entry.Value), entry.Line))] },
        _ => node,
    };

    private string Put(string identifier, string item, string text, int line)
    {
        var (plain, bare) = ($"${{{identifier}}}", $"&{{{identifier}}}");
        // Counted before it is made: many places for a long item would not fit into memory.
        _characters += text.Length + (long)item.Length * (text.AsSpan().Count(plain) + text.AsSpan().Count(bare));
        if (_characters > MostCharacters)
        {
            throw new ExpansionException(line, $"the loop over {identifier} and those before it come to more than {MostCharacters} characters");
        }

        return text.Replace(plain, item, StringComparison.Ordinal).Replace(bare, NoLetterOrDigit().Replace(item, ""), StringComparison.Ordinal);
    }

    private TemplateNode Counted(TemplateNode node, int count)
    {
        _nodes += count;

        return _nodes <= MostNodes ? node : throw new ExpansionException(node.Line, $"the loops of this template come to more than {MostNodes} values");
    }

    [GeneratedRegex("[^A-Za-z0-9]")]
    private static partial Regex NoLetterOrDigit();
}
