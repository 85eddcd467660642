using System.Text.Json;

namespace Clients.Tests;

/// <summary>A definition of ours, as it stands in a file: what is registered, and what becomes of a job of it.</summary>
internal sealed class Definition(string name)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Definitions");

    private readonly JsonElement _file = JsonElement.Parse(File.ReadAllText(Path.Combine(Folder, $"{name}.json")));

    public static IReadOnlyList<string> Names { get; } = [.. Directory.EnumerateFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    /// <summary>The body of RegisterJobDefinition.</summary>
    public JsonElement Request => _file.GetProperty("definition");

    /// <summary><c>ends</c> (the status) with <c>prints</c> (its lines, of several containers those of <c>container</c>), <c>told</c> (what its log says has no effect) and <c>attempts</c>; empty: none is submitted.</summary>
    public JsonElement Job => _file.GetProperty("job");
}

/// <summary>What differs between what was sent and what is described.</summary>
/// <param name="Changed">Paths whose value is another, or gone.</param>
/// <param name="Added">Paths that were not sent.</param>
internal sealed record Difference(IReadOnlyList<string> Changed, IReadOnlyList<string> Added)
{
    public static Difference Between(JsonElement sent, JsonElement described)
    {
        var (changed, added) = (new List<string>(), new List<string>());
        Compare(sent, described, "", changed, added);

        return new(changed, added);
    }

    private static void Compare(JsonElement sent, JsonElement described, string path, List<string> changed, List<string> added)
    {
        if (sent.ValueKind == JsonValueKind.Object && described.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in sent.EnumerateObject())
            {
                var below = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
                if (described.TryGetProperty(member.Name, out var value))
                {
                    Compare(member.Value, value, below, changed, added);
                }
                else
                {
                    changed.Add(below);
                }
            }

            added.AddRange(described.EnumerateObject().Where(member => !sent.TryGetProperty(member.Name, out _)).Select(member => path.Length == 0 ? member.Name : $"{path}.{member.Name}"));
        }
        else if (sent.ValueKind == JsonValueKind.Array && described.ValueKind == JsonValueKind.Array && sent.GetArrayLength() == described.GetArrayLength())
        {
            foreach (var (index, (left, right)) in sent.EnumerateArray().Zip(described.EnumerateArray()).Index())
            {
                Compare(left, right, $"{path}[{index}]", changed, added);
            }
        }
        else if (!JsonElement.DeepEquals(sent, described))
        {
            changed.Add(path);
        }
    }
}
