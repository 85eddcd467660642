using System.Buffers;
using System.Text;
using System.Text.Json;

namespace BatchFunctions.Wire;

/// <summary>Lays one SubmitJob body over another.</summary>
internal static class JsonMerge
{
    /// <summary>
    /// The lists of SubmitJob whose entries have a name of their own, by the list's name. All others, commands and
    /// <c>evaluateOnExit</c> among them, mean something by their order, and are replaced as a whole.
    /// </summary>
    // AWS: API_SubmitJob and the types it refers to.
    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        ["environment"] = "name",
        ["env"] = "name",
        ["resourceRequirements"] = "type",
        ["secrets"] = "name",
        ["containers"] = "name",
        ["initContainers"] = "name",
        ["nodePropertyOverrides"] = "targetNodes",
        ["consumableResourceList"] = "consumableResource",
    };

    /// <summary>AWS: a job has one task (API_EcsPropertiesOverride), which has no name.</summary>
    private const string OnlyTask = "taskProperties";

    /// <summary>Objects are merged member by member; anything else of <paramref name="over"/> replaces what is below.</summary>
    /// <param name="leaveOut">Members of the outermost object that the result does not have.</param>
    public static string Merge(JsonElement? below, JsonElement over, params ReadOnlySpan<string> leaveOut) => Merge(below, over, false, leaveOut);

    /// <summary>As <see cref="Merge(JsonElement?, JsonElement, ReadOnlySpan{string})"/>, and lists whose entries have names entry by entry: a variable of <paramref name="over"/> replaces the one of its name, the others stay.</summary>
    public static string MergeNamed(JsonElement? below, JsonElement over, params ReadOnlySpan<string> leaveOut) => Merge(below, over, true, leaveOut);

    private static string Merge(JsonElement? below, JsonElement over, bool byKey, ReadOnlySpan<string> leaveOut)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            WriteMerged(writer, below, over, byKey, leaveOut);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteMerged(Utf8JsonWriter writer, JsonElement? below, JsonElement over, bool byKey, ReadOnlySpan<string> leaveOut)
    {
        if (below is not { ValueKind: JsonValueKind.Object } basis || over.ValueKind != JsonValueKind.Object)
        {
            basis = default;
            if (over.ValueKind != JsonValueKind.Object)
            {
                over.WriteTo(writer);
                return;
            }
        }

        writer.WriteStartObject();
        if (basis.ValueKind == JsonValueKind.Object)
        {
            WriteBasis(writer, basis, over, byKey, leaveOut);
        }

        var written = basis.ValueKind == JsonValueKind.Object ? basis.EnumerateObject().Select(member => member.Name).ToHashSet(StringComparer.Ordinal) : [];
        foreach (var member in over.EnumerateObject())
        {
            if (leaveOut.Contains(member.Name) || written.Contains(member.Name))
            {
                continue;
            }

            writer.WritePropertyName(member.Name);
            member.Value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static void WriteBasis(Utf8JsonWriter writer, JsonElement basis, JsonElement over, bool byKey, ReadOnlySpan<string> leaveOut)
    {
        // Looked up by hash: asking an element for a member walks all of them.
        var replacements = over.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
        foreach (var member in basis.EnumerateObject())
        {
            if (leaveOut.Contains(member.Name))
            {
                continue;
            }

            writer.WritePropertyName(member.Name);
            if (!replacements.TryGetValue(member.Name, out var replacement))
            {
                member.Value.WriteTo(writer);
            }
            else if (byKey && (member.Value.ValueKind, replacement.ValueKind) == (JsonValueKind.Array, JsonValueKind.Array) && KeysOf(member.Name, member.Value, replacement) is { } keys)
            {
                WriteEntries(writer, member.Value, replacement, keys.Below, keys.Over);
            }
            else
            {
                WriteMerged(writer, member.Value, replacement, byKey, []);
            }
        }
    }

    /// <summary>What tells the entries of both lists apart; <c>null</c> for lists that are replaced.</summary>
    private static (List<string?> Below, List<string?> Over)? KeysOf(string list, JsonElement below, JsonElement over) => list switch
    {
        OnlyTask => (KeysOf(below, _ => OnlyTask), KeysOf(over, _ => OnlyTask)),
        _ when Keys.TryGetValue(list, out var key) => (KeysOf(below, entry => Text(entry, key)), KeysOf(over, entry => Text(entry, key))),
        _ => null,
    };

    private static List<string?> KeysOf(JsonElement list, Func<JsonElement, string?> key) => [.. list.EnumerateArray().Select(key)];

    private static string? Text(JsonElement entry, string name) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The entries below in their order, each with what lies over it; behind them what is new.</summary>
    private static void WriteEntries(Utf8JsonWriter writer, JsonElement below, JsonElement over, List<string?> keysBelow, List<string?> keysOver)
    {
        var firstOver = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, key) in keysOver.Index())
        {
            firstOver.TryAdd(key ?? "", index);
        }

        var entries = over.EnumerateArray().ToList();
        var used = new HashSet<int>();
        writer.WriteStartArray();
        foreach (var (index, entry) in below.EnumerateArray().Index())
        {
            if (keysBelow[index] is { } key && firstOver.TryGetValue(key, out var at) && used.Add(at))
            {
                WriteMerged(writer, entry, entries[at], true, []);
            }
            else
            {
                entry.WriteTo(writer);
            }
        }

        foreach (var entry in entries.Where((_, index) => !used.Contains(index)))
        {
            entry.WriteTo(writer);
        }

        writer.WriteEndArray();
    }
}
