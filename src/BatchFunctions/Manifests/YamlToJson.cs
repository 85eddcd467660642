using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using BatchFunctions.Wire;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BatchFunctions.Manifests;

/// <summary>Writes YAML as JSON by the core schema of YAML 1.2, event by event; only what is at anchors is kept in between.</summary>
internal sealed partial class YamlToJson(IParser parser, Utf8JsonWriter writer, List<InputError> errors)
{
    /// <summary>Aliases of aliases nest without a bracket.</summary>
    private const int MostDepth = 60;

    private readonly Stack<string> _path = new();

    private readonly YamlNodes _anchored = new(parser);

    private readonly YamlMerge _merge = new();

    /// <summary>Writes the node that begins here, and all that is in it.</summary>
    /// <exception cref="YamlException">No YAML, too much, too deep, or a name that is too long.</exception>
    public void WriteNode()
    {
        if (_anchored.IsNext)
        {
            Write(_anchored.Read(_path.Count));
            return;
        }

        Check(parser.Current is { } here ? YamlNodes.At(here) : new Place(1, 1));
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            WriteScalar(YamlNodes.ToScalar(scalar));
        }
        else if (parser.TryConsume<SequenceStart>(out _))
        {
            writer.WriteStartArray();
            for (var index = 0; !parser.TryConsume<SequenceEnd>(out _); index++)
            {
                _path.Push(index.ToString(CultureInfo.InvariantCulture));
                WriteNode();
                _path.Pop();
            }

            writer.WriteEndArray();
        }
        else
        {
            parser.Consume<MappingStart>();
            var names = new HashSet<string>(StringComparer.Ordinal);
            var merged = new List<YamlNode>();
            writer.WriteStartObject();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key = YamlNodes.ToScalar(parser.Consume<Scalar>());
                if (YamlMerge.IsKey(key))
                {
                    TakeMerge(key, _anchored.Read(_path.Count), merged);
                    continue;
                }

                if (EnterMember(key, names))
                {
                    WriteNode();
                }
                else
                {
                    Skip();
                }

                _path.Pop();
            }

            WriteMerged(merged, names);
            writer.WriteEndObject();
        }
    }

    private void Write(YamlNode node)
    {
        Check(node.Place);
        switch (node.Target)
        {
            case YamlNode.Scalar scalar:
                WriteScalar(scalar);
                break;
            case YamlNode.Sequence sequence:
                WriteSequence(sequence);
                break;
            case YamlNode.Mapping mapping:
                WriteMapping(mapping);
                break;
        }
    }

    private void WriteSequence(YamlNode.Sequence sequence)
    {
        writer.WriteStartArray();
        foreach (var (index, entry) in sequence.Entries.Index())
        {
            _path.Push(index.ToString(CultureInfo.InvariantCulture));
            Write(entry);
            _path.Pop();
        }

        writer.WriteEndArray();
    }

    private void WriteMapping(YamlNode.Mapping mapping)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var merged = new List<YamlNode>();
        writer.WriteStartObject();
        foreach (var (key, value) in mapping.Members)
        {
            if (YamlMerge.IsKey(key))
            {
                TakeMerge(key, value, merged);
                continue;
            }

            if (EnterMember(key, names))
            {
                Write(value);
            }

            _path.Pop();
        }

        WriteMerged(merged, names);
        writer.WriteEndObject();
    }

    private void TakeMerge(YamlNode.Scalar key, YamlNode value, List<YamlNode> merged)
    {
        var mistake = merged.Count > 0 ? "'<<' is there twice; write one with a list: <<: [*first, *second]."
            : YamlMerge.IsValue(value) ? null
            : "'<<' takes a map or a list of maps, such as *base.";
        if (mistake is null)
        {
            merged.Add(value);
        }
        else if (errors.Count < InputError.Most)
        {
            errors.Add(new InputError(JsonPointer.Of(_path.Reverse()), mistake, key.Place));
        }
    }

    /// <summary>Behind a mapping's own members, which win.</summary>
    private void WriteMerged(List<YamlNode> merged, HashSet<string> names)
    {
        foreach (var (key, value) in merged.SelectMany(one => _merge.Members(one)).Where(member => !names.Contains(member.Key.Text)))
        {
            EnterMember(key, names);
            Write(value);
            _path.Pop();
        }
    }

    /// <summary>Goes below a name of a mapping; whoever is below goes up by popping the path.</summary>
    /// <returns>False where the name was there before, so that what follows is no part of the document.</returns>
    private bool EnterMember(YamlNode.Scalar key, HashSet<string> names)
    {
        if (key.Text.Length > JsonWords.LongestName)
        {
            throw Mistake(key.Place, $"A name has at most {JsonWords.LongestName} characters; this one has {key.Text.Length}.");
        }

        _path.Push(key.Text);
        if (names.Add(key.Text))
        {
            writer.WritePropertyName(key.Text);
            return true;
        }

        if (errors.Count < InputError.Most)
        {
            errors.Add(new InputError(JsonPointer.Of(_path.Reverse()), $"'{key.Text}' is there twice; keep one.", key.Place));
        }

        return false;
    }

    /// <summary>What stands under a name that is there twice is no part of the document any more; its anchors are.</summary>
    private void Skip()
    {
        if (_anchored.IsNext)
        {
            _anchored.Read(_path.Count);
        }
        else if (parser.TryConsume<SequenceStart>(out _))
        {
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                SkipBelow();
            }
        }
        else if (parser.TryConsume<MappingStart>(out _))
        {
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                parser.Consume<Scalar>();
                SkipBelow();
            }
        }
        else
        {
            parser.Consume<Scalar>();
        }
    }

    private void SkipBelow()
    {
        _path.Push("");
        Check(parser.Current is { } here ? YamlNodes.At(here) : new Place(1, 1));
        Skip();
        _path.Pop();
    }

    private void Check(Place place)
    {
        if (ManifestJson.IsTooLong(writer))
        {
            throw Mistake(place, $"The manifest comes to more than {ManifestJson.MostBytes / 1024 / 1024} MiB as JSON, its aliases followed.");
        }

        if (_path.Count > MostDepth)
        {
            throw Mistake(place, $"Nested deeper than {MostDepth} levels, its aliases followed.");
        }
    }

    private void WriteScalar(YamlNode.Scalar scalar)
    {
        if (!scalar.IsPlain)
        {
            writer.WriteStringValue(scalar.Text);
            return;
        }

        switch (scalar.Text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                writer.WriteNullValue();
                break;
            case "true" or "True" or "TRUE":
                writer.WriteBooleanValue(true);
                break;
            case "false" or "False" or "FALSE":
                writer.WriteBooleanValue(false);
                break;
            case var text when Integer().IsMatch(text) && long.TryParse(text, CultureInfo.InvariantCulture, out var number):
                writer.WriteNumberValue(number);
                break;
            // YAML 1.2, 10.3.2: core schema; without a sign.
            case ['0', 'o', .. var digits] when Octal().IsMatch(digits):
                writer.WriteNumberValue(Convert.ToInt64(digits, 8));
                break;
            case ['0', 'x', .. var digits] when long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) && number >= 0:
                writer.WriteNumberValue(number);
                break;
            case var text when Fraction().IsMatch(text) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                writer.WriteNumberValue(number);
                break;
            default:
                writer.WriteStringValue(scalar.Text);
                break;
        }
    }

    private static YamlException Mistake(Place place, string message)
    {
        var at = new Mark(0, place.Line, place.Column);

        return new(at, at, message);
    }

    [GeneratedRegex(@"^[-+]?[0-9]+\z")]
    private static partial Regex Integer();

    /// <summary>As many digits as fit into 63 bits.</summary>
    [GeneratedRegex(@"^[0-7]{1,21}\z")]
    private static partial Regex Octal();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z")]
    private static partial Regex Fraction();
}
