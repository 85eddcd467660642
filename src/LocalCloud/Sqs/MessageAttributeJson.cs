using System.Text;
using System.Text.Json;

namespace LocalCloud.Sqs;

/// <summary>Message attributes as SQS writes them: <c>{"name":{"DataType":"String","StringValue":"…"}}</c>.</summary>
internal static class MessageAttributeJson
{
    public static string? Write(IReadOnlyDictionary<string, MessageAttribute> attributes)
    {
        if (attributes.Count == 0)
        {
            return null;
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, attributes);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyDictionary<string, MessageAttribute> attributes)
    {
        json.WriteStartObject();
        foreach (var (name, attribute) in attributes)
        {
            json.WriteStartObject(name);
            json.WriteString("DataType", attribute.DataType);
            json.WriteString(attribute.BinaryValue is null ? "StringValue" : "BinaryValue", attribute.BinaryValue ?? attribute.StringValue);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    public static IReadOnlyDictionary<string, MessageAttribute> Read(string? text)
    {
        if (text is null)
        {
            return new Dictionary<string, MessageAttribute>();
        }

        using var document = JsonDocument.Parse(text);

        return document.RootElement.EnumerateObject().ToDictionary(entry => entry.Name, entry => new MessageAttribute(
            entry.Value.GetProperty("DataType").GetString() ?? "",
            entry.Value.TryGetProperty("StringValue", out var value) ? value.GetString() : null,
            entry.Value.TryGetProperty("BinaryValue", out var binary) ? binary.GetString() : null));
    }
}
