using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LocalCloud.Events;

/// <summary>The JSON paths of EventBridge targets, from the root: names, places in a list, and all of a list.</summary>
internal static partial class JsonPath
{
    /// <summary>Stands for every item of a list.</summary>
    private const string All = "[*]";

    /// <summary>The names and places (<c>[0]</c>) along the path; <c>null</c> where it is not one.</summary>
    public static IReadOnlyList<string>? Parse(string path) =>
        Whole().IsMatch(path) ? [.. Step().Matches(path[1..]).Select(step => step.Groups["name"] is { Success: true } name ? name.Value : step.Value)] : null;

    /// <summary>What is at the path; <c>null</c> if there is nothing.</summary>
    public static JsonElement? Find(JsonElement root, IReadOnlyList<string> steps)
    {
        var found = root;
        for (var index = 0; index < steps.Count; index++)
        {
            if (steps[index] == All)
            {
                return Each(found, [.. steps.Skip(index + 1)]);
            }

            if (Next(found, steps[index]) is not { } next)
            {
                return null;
            }

            found = next;
        }

        return found;
    }

    private static JsonElement? Next(JsonElement owner, string step) => step switch
    {
        ['[', .. var place, ']'] => owner.ValueKind == JsonValueKind.Array && int.Parse(place, NumberStyles.None, CultureInfo.InvariantCulture) is var at && at < owner.GetArrayLength() ? owner[at] : null,
        _ => owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(step, out var member) ? member : null,
    };

    private static JsonElement? Each(JsonElement list, IReadOnlyList<string> steps)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var texts = list.EnumerateArray().Select(item => Find(item, steps)).OfType<JsonElement>().Select(item => item.GetRawText());
        using var document = JsonDocument.Parse($"[{string.Join(',', texts)}]");

        return document.RootElement.Clone();
    }

    [GeneratedRegex(@"^\$(\.[A-Za-z0-9_/\-]+|\[\d{1,6}\]|\[\*\]|\['[^']+'\])*$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"\.(?<name>[A-Za-z0-9_/\-]+)|\['(?<name>[^']+)'\]|\[\d{1,6}\]|\[\*\]")]
    private static partial Regex Step();
}
