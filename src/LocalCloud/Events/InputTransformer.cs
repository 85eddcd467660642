using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LocalCloud.Events;

/// <summary>Puts together what a target gets from parts of the event (eb-transform-target-input).</summary>
/// <param name="Paths">JSON path by the name of a variable.</param>
/// <param name="Template">JSON, or a text in quotes, with variables such as <c>&lt;name&gt;</c>.</param>
internal sealed partial record InputTransformer(IReadOnlyDictionary<string, string> Paths, string Template)
{
    // AWS: 100 paths, 8192 characters of template (API_InputTransformer).
    private const int MostPaths = 100;
    private const int LongestTemplate = 8192;

    /// <summary>What EventBridge would refuse; <c>null</c> for nothing.</summary>
    public string? Complaint() => this switch
    {
        { Paths.Count: > MostPaths } => $"InputPathsMap has {Paths.Count} paths; it may have {MostPaths}",
        { Template.Length: 0 or > LongestTemplate } => $"InputTemplate has {Template.Length} characters; it must have 1 to {LongestTemplate}",
        _ when Paths.Keys.FirstOrDefault(name => name.StartsWith("aws.", StringComparison.OrdinalIgnoreCase)) is { } reserved => $"the variable {reserved} begins with aws, which is reserved",
        _ when Paths.FirstOrDefault(pair => JsonPath.Parse(pair.Value) is null) is { Key: { } wrong } => $"InputPathsMap: the path of {wrong} is not valid: it must be $ or names joined by dots, such as $.detail.jobId",
        _ => null,
    };

    /// <param name="event">The event.</param>
    /// <param name="ruleArn">ARN of the rule.</param>
    /// <param name="ruleName">Its name.</param>
    /// <param name="receivedAt">When the bus got the event.</param>
    public ReadOnlyMemory<byte> Apply(JsonElement @event, string ruleArn, string ruleName, DateTimeOffset receivedAt)
    {
        StringBuilder text = new();
        var (at, isQuoted) = (0, false);
        foreach (Match variable in Variable().Matches(Template))
        {
            var before = Template[at..variable.Index];
            isQuoted ^= Quotes(before);
            text.Append(before).Append(Value(variable.Groups[1].Value, @event, ruleArn, ruleName, receivedAt) is { } json ? isQuoted ? Inside(json) : json : variable.Value);
            at = variable.Index + variable.Length;
        }

        return Encoding.UTF8.GetBytes(text.Append(Template.AsSpan(at)).ToString());
    }

    /// <summary>The JSON that a variable stands for; <c>null</c> for what is no variable.</summary>
    private string? Value(string name, JsonElement @event, string ruleArn, string ruleName, DateTimeOffset receivedAt) => name switch
    {
        "aws.events.rule-arn" => Text(ruleArn),
        "aws.events.rule-name" => Text(ruleName),
        "aws.events.event.ingestion-time" => Text(receivedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)),
        "aws.events.event.json" => @event.GetRawText(),
        // AWS: the event without its detail.
        "aws.events.event" => WithoutDetail(@event),
        // Inferred: what the path does not find is null.
        _ => !Paths.TryGetValue(name, out var path) || JsonPath.Parse(path) is not { } names ? null : JsonPath.Find(@event, names) is { } found ? found.GetRawText() : "null",
    };

    // AWS: inside quotes a text stands without its own; of an object or a list the quotes inside are left out.
    private static string Inside(string json) => json switch
    {
        "null" => "",
        ['"', .. var inner, '"'] => inner,
        _ => json.Replace("\"", "", StringComparison.Ordinal),
    };

    private static string WithoutDetail(JsonElement @event) => Written(json =>
    {
        json.WriteStartObject();
        foreach (var member in @event.EnumerateObject().Where(member => member.Name != "detail"))
        {
            member.WriteTo(json);
        }

        json.WriteEndObject();
    });

    private static string Text(string value) => Written(json => json.WriteStringValue(value));

    private static string Written(Action<Utf8JsonWriter> write)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>An odd number of quotation marks that are not escaped.</summary>
    private static bool Quotes(string text)
    {
        var isOdd = false;
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '\\')
            {
                index++;
            }
            else if (text[index] == '"')
            {
                isOdd = !isOdd;
            }
        }

        return isOdd;
    }

    [GeneratedRegex("<([A-Za-z0-9_.\\-]+)>")]
    private static partial Regex Variable();
}
