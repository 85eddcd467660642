using System.Text;
using System.Text.Json;
using LocalCloud.Gateway;

namespace LocalCloud.Events.Patterns;

/// <summary>An event pattern, ready to match. The whole language of EventBridge, as its open reference, event-ruler, reads it.</summary>
internal sealed class EventPattern
{
    private readonly IReadOnlyList<FieldTests[]> _alternatives;
    private readonly HashSet<string> _steps;

    private EventPattern(IReadOnlyList<IReadOnlyDictionary<string, IReadOnlyList<PatternTest>>> alternatives)
    {
        _alternatives = [.. alternatives.Select(fields => fields
            .OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => new FieldTests(field.Key, field.Value))
            .ToArray())];
        _steps = alternatives.SelectMany(fields => fields.Keys).SelectMany(name => name.Split('.')).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Names of fields, joined by dots, that the pattern asks to be there or not to be there.</summary>
    public IEnumerable<string> ExistenceOf => _alternatives
        .SelectMany(fields => fields)
        .Where(asked => asked.Tests.Any(test => test is PatternTest.Absent or PatternTest.Present))
        .Select(asked => asked.Name)
        .Distinct(StringComparer.Ordinal);

    /// <exception cref="FormatException">The pattern is no JSON object, or uses an operator that EventBridge does not have.</exception>
    public static EventPattern Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new() { MaxDepth = 64 });
            JsonNames.Check(Encoding.UTF8.GetBytes(json));

            return new(PatternReader.Read(document.RootElement));
        }
        catch (JsonException malformed)
        {
            throw new FormatException($"Event pattern is not valid. Reason: it is no JSON: {malformed.Message}", malformed);
        }
    }

    public bool Matches(JsonElement @event)
    {
        var leaves = new EventLeaves(@event, _steps);

        return _alternatives.Any(fields => Matches(fields, leaves));
    }

    /// <summary>Whether there is a leaf for each field so that no two of them stand in two elements of one array.</summary>
    private static bool Matches(FieldTests[] fields, EventLeaves leaves)
    {
        HashSet<ArrayPlaces> reached = [ArrayPlaces.None];
        foreach (var field in fields)
        {
            var named = leaves.Of(field.Name);
            var fitting = named.Where(leaf => field.Tests.Any(test => test.Holds(leaf.Text))).Select(leaf => leaf.Places).Distinct().ToList();
            var mayBeAbsent = field.Tests.Any(test => test is PatternTest.Absent);
            reached = [.. reached.SelectMany(places => fitting
                .Select(places.With)
                .OfType<ArrayPlaces>()
                .Concat(mayBeAbsent && named.All(leaf => places.With(leaf.Places) is null) ? [places] : []))];
            if (reached.Count == 0)
            {
                return false;
            }
        }

        return true;
    }

    private sealed record FieldTests(string Name, IReadOnlyList<PatternTest> Tests);
}
