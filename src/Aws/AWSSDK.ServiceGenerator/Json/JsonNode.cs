using System.Collections.Immutable;

namespace AWSSDK.ServiceGenerator.Json;

/// <summary>A value in a model file and where it starts, so that a mistake can be shown in place.</summary>
/// <param name="Position">Offset of the first character.</param>
internal abstract record JsonNode(int Position)
{
    internal sealed record Text(int Position, string Value) : JsonNode(Position);

    internal sealed record Number(int Position, double Value) : JsonNode(Position);

    internal sealed record Literal(int Position, bool? Value) : JsonNode(Position);

    internal sealed record List(int Position, ImmutableArray<JsonNode> Items) : JsonNode(Position);

    internal sealed record Object(int Position, ImmutableArray<Member> Members) : JsonNode(Position)
    {
        public JsonNode? this[string name] => Members.FirstOrDefault(member => member.Name == name)?.Value;
    }

    internal sealed record Member(int Position, string Name, JsonNode Value);
}
