using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using BatchFunctions.Wire;
using YamlDotNet.Core;

namespace BatchFunctions.Submissions;

/// <summary>Writes YAML nodes as JSON by the core schema of YAML 1.2.</summary>
internal sealed partial class YamlToJson(Utf8JsonWriter writer, List<InputError> errors)
{
    /// <summary>Aliases can multiply a small file into a huge one; a manifest never needs as much.</summary>
    private const int MostBytes = 32 * 1024 * 1024;

    /// <summary>Aliases of aliases nest without a bracket.</summary>
    private const int MostDepth = 60;

    private readonly Stack<string> _path = new();

    /// <exception cref="YamlException">Too much, too deep, or a name that is too long.</exception>
    public void Write(YamlNode node)
    {
        if (writer.BytesCommitted + writer.BytesPending > MostBytes)
        {
            throw Mistake(node, $"The manifest comes to more than {MostBytes / 1024 / 1024} MiB, its aliases followed.");
        }

        if (_path.Count > MostDepth)
        {
            throw Mistake(node, $"Nested deeper than {MostDepth} levels, its aliases followed.");
        }

        switch (node)
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
        writer.WriteStartObject();
        foreach (var (key, value) in mapping.Members)
        {
            if (key.Text.Length > JsonWords.LongestName)
            {
                throw Mistake(key, $"A name has at most {JsonWords.LongestName} characters; this one has {key.Text.Length}.");
            }

            _path.Push(key.Text);
            if (names.Add(key.Text))
            {
                writer.WritePropertyName(key.Text);
                Write(value);
            }
            else if (errors.Count < InputError.Most)
            {
                errors.Add(new InputError(JsonPointer.Of(_path.Reverse()), $"'{key.Text}' is there twice; keep one.", key.Place));
            }

            _path.Pop();
        }

        writer.WriteEndObject();
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
            case var text when Fraction().IsMatch(text) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                writer.WriteNumberValue(number);
                break;
            default:
                writer.WriteStringValue(scalar.Text);
                break;
        }
    }

    private static YamlException Mistake(YamlNode node, string message)
    {
        var at = new Mark(0, node.Place.Line, node.Place.Column);

        return new(at, at, message);
    }

    [GeneratedRegex(@"^[-+]?[0-9]+\z")]
    private static partial Regex Integer();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z")]
    private static partial Regex Fraction();
}
