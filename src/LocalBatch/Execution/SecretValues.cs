using System.Text.Json;

namespace LocalBatch.Execution;

/// <summary>
/// Values of secrets, from a file of the operator's that stands in for Secrets Manager and Parameter Store: lines
/// <c>ARN=value</c>, or one JSON object. The name behind <c>:secret:</c> or <c>parameter/</c> does for the whole ARN. Never
/// printed: this type has no text of its own.
/// </summary>
public sealed class SecretValues
{
    private const string SecretPart = ":secret:";
    private const string ParameterPart = ":parameter/";

    /// <summary>AWS: Secrets Manager adds a hyphen and six letters or digits to the name in an ARN.</summary>
    private const int SuffixLength = 7;

    private readonly Dictionary<string, string> _values;

    private SecretValues(Dictionary<string, string> values) => _values = values;

    /// <summary>No secret has a value.</summary>
    public static SecretValues None { get; } = new([]);

    /// <exception cref="FormatException">A line without <c>=</c>, or JSON that is no object; the message has the line's number and never its text.</exception>
    public static SecretValues Parse(string text)
    {
        if (text.TrimStart().StartsWith('{'))
        {
            return new(OfJson(text));
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw new FormatException($"line {number} is not ARN=value");
            }

            values[Name(line[..equals])] = line[(equals + 1)..];
        }

        return new(values);
    }

    /// <summary>The value that <c>valueFrom</c> of a definition means, a JSON key of it where the ARN ends in one.</summary>
    public string? Find(string valueFrom)
    {
        var name = Name(valueFrom);
        if (!valueFrom.Contains(SecretPart, StringComparison.Ordinal))
        {
            return Of(name);
        }

        // AWS: arn:aws:secretsmanager:region:account:secret:name:json-key:version-stage:version-id (specifying-sensitive-data-secrets).
        var parts = name.Split(':');
        var value = Of(parts[0]) ?? (parts[0] is { Length: > SuffixLength } full && full[^SuffixLength] == '-' ? Of(full[..^SuffixLength]) : null);

        return parts.Length > 1 && parts[1].Length > 0 && value is not null ? Member(value, parts[1]) : value;
    }

    private static string Name(string arn) =>
        arn.LastIndexOf(SecretPart, StringComparison.Ordinal) is var secret and >= 0 ? arn[(secret + SecretPart.Length)..]
        : arn.LastIndexOf(ParameterPart, StringComparison.Ordinal) is var parameter and >= 0 ? arn[(parameter + ParameterPart.Length)..]
        : arn.TrimStart('/');

    private string? Of(string name) => _values.GetValueOrDefault(name);

    private static string? Member(string json, string key)
    {
        try
        {
            using var document = JsonDocument.Parse(json);

            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(key, out var member) ? member.ToString() : null;
        }
        catch (JsonException)
        {
            // Not JSON: then it has no member of this name either.
            return null;
        }
    }

    private static Dictionary<string, string> OfJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);

            return document.RootElement.EnumerateObject().ToDictionary(member => Name(member.Name), member => member.Value.ToString(), StringComparer.Ordinal);
        }
        catch (JsonException bad)
        {
            throw new FormatException($"it is no JSON object, see line {bad.LineNumber + 1}", bad);
        }
    }
}
