using System.Globalization;
using System.Text.Json;

namespace LocalCloud.Template;

/// <summary>
/// The shapes of the Batch API, from the model its client is generated from: CloudFormation's properties have the same
/// names but for the case of a letter, and strings where the API wants numbers.
/// </summary>
internal sealed class BatchShapes
{
    private readonly JsonElement _shapes;

    private BatchShapes(JsonElement shapes) => _shapes = shapes;

    public static BatchShapes Load()
    {
        using var stream = typeof(BatchShapes).Assembly.GetManifestResourceStream("batch.model.json")
            ?? throw new InvalidOperationException("The Batch model is not embedded in this program.");
        using var document = JsonDocument.Parse(stream);
        return new(document.RootElement.GetProperty("shapes").Clone());
    }

    /// <summary>Writes <paramref name="node"/> as the shape wants it; what does not fit is an error with its line.</summary>
    public void Write(Utf8JsonWriter writer, TemplateNode node, string shape, string owner, List<TemplateError> errors)
    {
        var definition = _shapes.TryGetProperty(shape, out var found) ? found : default;
        var type = definition.ValueKind == JsonValueKind.Object ? definition.GetProperty("type").GetString() ?? "" : shape;
        switch (type.ToUpperInvariant(), node)
        {
            case ("STRUCTURE", TemplateNode.Mapping mapping):
                WriteStructure(writer, mapping, definition.GetProperty("members"), owner, errors);
                break;
            case ("MAP", TemplateNode.Mapping mapping):
                WriteMap(writer, mapping, Shape(definition.GetProperty("value")), owner, errors);
                break;
            case ("LIST", TemplateNode.Sequence sequence):
                WriteList(writer, sequence, Shape(definition.GetProperty("member")), owner, errors);
                break;
            case ("STRING", TemplateNode.Scalar { IsNull: false } scalar):
                writer.WriteStringValue(Spelt(definition, scalar.Value));
                break;
            case ("BOOLEAN", TemplateNode.Scalar) when TemplateNode.Truth(node) is { } truth:
                writer.WriteBooleanValue(truth);
                break;
            // Seen: CloudFormation takes 3.0 for 3.
            case ("INTEGER" or "LONG", TemplateNode.Scalar scalar) when decimal.TryParse(
                scalar.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var whole) && decimal.Truncate(whole) == whole && whole is >= long.MinValue and <= long.MaxValue:
                writer.WriteNumberValue((long)whole);
                break;
            case ("FLOAT" or "DOUBLE", TemplateNode.Scalar scalar) when double.TryParse(scalar.Value, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            default:
                errors.Add(new(node.Line, $"{owner} must be {Wanted(type)}, not {(node is TemplateNode.Scalar other ? $"\"{other.Value}\"" : node.Kind)}"));
                writer.WriteNullValue();
                break;
        }
    }

    private void WriteStructure(Utf8JsonWriter writer, TemplateNode.Mapping mapping, JsonElement members, string owner, List<TemplateError> errors)
    {
        writer.WriteStartObject();
        foreach (var entry in mapping.Entries)
        {
            var member = members.EnumerateObject().FirstOrDefault(candidate => candidate.Name.Equals(entry.Key, StringComparison.OrdinalIgnoreCase));
            if (member.Value.ValueKind != JsonValueKind.Object)
            {
                errors.Add(new(entry.Line, $"{owner}: AWS Batch has no property {entry.Key} here{Guess.Ask(entry.Key, members.EnumerateObject().Select(candidate => candidate.Name))}"));
                continue;
            }

            writer.WritePropertyName(member.Name);
            Write(writer, entry.Value, Shape(member.Value), $"{owner}.{entry.Key}", errors);
        }

        writer.WriteEndObject();
    }

    private void WriteMap(Utf8JsonWriter writer, TemplateNode.Mapping mapping, string valueShape, string owner, List<TemplateError> errors)
    {
        writer.WriteStartObject();
        foreach (var entry in mapping.Entries)
        {
            writer.WritePropertyName(entry.Key);
            Write(writer, entry.Value, valueShape, $"{owner}.{entry.Key}", errors);
        }

        writer.WriteEndObject();
    }

    private void WriteList(Utf8JsonWriter writer, TemplateNode.Sequence sequence, string memberShape, string owner, List<TemplateError> errors)
    {
        writer.WriteStartArray();
        foreach (var (index, item) in sequence.Items.Index())
        {
            Write(writer, item, memberShape, $"{owner}[{index}]", errors);
        }

        writer.WriteEndArray();
    }

    /// <summary>A word of a list of words as AWS Batch spells it: CloudFormation takes it in any case.</summary>
    private static string Spelt(JsonElement definition, string value) =>
        definition.ValueKind == JsonValueKind.Object && definition.TryGetProperty("enum", out var words)
            ? words.EnumerateArray().Select(word => word.GetString() ?? "").FirstOrDefault(word => word.Equals(value, StringComparison.OrdinalIgnoreCase)) ?? value
            : value;

    private static string Shape(JsonElement reference) => reference.GetProperty("shape").GetString() ?? "";

    private static string Wanted(string type) => type.ToUpperInvariant() switch
    {
        "STRUCTURE" or "MAP" => "a map",
        "LIST" => "a list",
        "BOOLEAN" => "true or false",
        "INTEGER" or "LONG" => "a whole number",
        "FLOAT" or "DOUBLE" => "a number",
        _ => "a value",
    };
}
