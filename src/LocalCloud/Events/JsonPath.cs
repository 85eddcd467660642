using System.Text.Json;

namespace LocalCloud.Events;

/// <summary>The JSON paths of EventBridge targets: names only, from the root.</summary>
internal static class JsonPath
{
    /// <summary>The names along the path; <c>null</c> where it is not one.</summary>
    public static IReadOnlyList<string>? Parse(string path)
    {
        var parts = path.Split('.');

        return parts[0] == "$" && parts.Skip(1).All(part => part.Length > 0 && part.All(character => char.IsLetterOrDigit(character) || character is '_' or '-'))
            ? parts[1..]
            : null;
    }

    /// <summary>What is at the path; <c>null</c> if there is nothing.</summary>
    public static JsonElement? Find(JsonElement root, IReadOnlyList<string> names)
    {
        var found = root;
        foreach (var name in names)
        {
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found))
            {
                return null;
            }
        }

        return found;
    }
}
