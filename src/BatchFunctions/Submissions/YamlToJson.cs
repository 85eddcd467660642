using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using BatchFunctions.Wire;

namespace BatchFunctions.Submissions;

/// <summary>Writes YAML nodes as JSON by the core schema of YAML 1.2, and remembers where each value stood.</summary>
internal sealed partial class YamlToJson(Utf8JsonWriter writer, Dictionary<string, Place> places, List<InputError> errors)
{
    /// <summary>Aliases can multiply a small file into a huge one; a manifest never needs as much.</summary>
    private const int MostValues = 2_000_000;

    private int _values;

    public void Write(YamlNode node, string pointer)
    {
        if (++_values > MostValues)
        {
            throw new YamlDotNet.Core.YamlException($"The manifest has more than {MostValues} values, its aliases followed.");
        }

        places[pointer] = node.Place;
        switch (node)
        {
            case YamlNode.Scalar scalar:
                WriteScalar(scalar);
                break;
            case YamlNode.Sequence sequence:
                writer.WriteStartArray();
                for (var index = 0; index < sequence.Entries.Count; index++)
                {
                    Write(sequence.Entries[index], JsonPointer.Append(pointer, index));
                }

                writer.WriteEndArray();
                break;
            case YamlNode.Mapping mapping:
                WriteMapping(mapping, pointer);
                break;
        }
    }

    private void WriteMapping(YamlNode.Mapping mapping, string pointer)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        writer.WriteStartObject();
        foreach (var (key, value) in mapping.Members)
        {
            if (!names.Add(key.Text))
            {
                errors.Add(new InputError(JsonPointer.Append(pointer, key.Text), $"'{key.Text}' is there twice; keep one.", key.Place));
                continue;
            }

            writer.WritePropertyName(key.Text);
            Write(value, JsonPointer.Append(pointer, key.Text));
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

    [GeneratedRegex("^[-+]?[0-9]+$")]
    private static partial Regex Integer();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Fraction();
}
