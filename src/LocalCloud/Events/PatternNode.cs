using System.Text.Json;

namespace LocalCloud.Events;

/// <summary>A part of a pattern, asked with the part of the event at its place; <c>null</c> where the event has nothing there.</summary>
internal abstract record PatternNode
{
    private PatternNode()
    {
    }

    public abstract bool Matches(JsonElement? value);

    /// <summary>All fields must match, and one pattern of each <c>$or</c>.</summary>
    public sealed record Fields(IReadOnlyList<(string Name, PatternNode Node)> Members, IReadOnlyList<IReadOnlyList<PatternNode>> Alternatives) : PatternNode
    {
        // AWS: in an array of objects, one element must match all of the pattern at that place.
        public override bool Matches(JsonElement? value) => value is { ValueKind: JsonValueKind.Array } array
            ? array.EnumerateArray().Any(element => MatchesObject(element))
            : MatchesObject(value);

        private bool MatchesObject(JsonElement? value) =>
            Members.All(member => member.Node.Matches(Member(value, member.Name)))
            && Alternatives.All(alternatives => alternatives.Any(alternative => alternative.Matches(value)));

        private static JsonElement? Member(JsonElement? value, string name) =>
            value is { ValueKind: JsonValueKind.Object } && value.Value.TryGetProperty(name, out var member) ? member : null;
    }

    /// <summary>One of the tests must hold; for an array in the event, for one of its elements.</summary>
    public sealed record AnyOf(IReadOnlyList<PatternTest> Tests) : PatternNode
    {
        public override bool Matches(JsonElement? value) => value is { ValueKind: JsonValueKind.Array } array
            ? array.EnumerateArray().Any(element => Tests.Any(test => test.Holds(element))) || Tests.Any(test => test is PatternTest.Exists { Wanted: true })
            : Tests.Any(test => test.Holds(value));
    }
}
