using AWSSDK.ServiceGenerator.Json;
using AWSSDK.ServiceGenerator.Support;

namespace AWSSDK.ServiceGenerator.Model;

/// <summary>Reads the members of one object of a model file; what is missing or of the wrong kind becomes a mistake.</summary>
internal sealed class NodeReader(JsonNode node, List<ModelMistake> mistakes)
{
    private readonly JsonNode.Object? _object = node as JsonNode.Object;

    public int Position => node.Position;

    public void Mistake(string message) => mistakes.Add(new(node.Position, message));

    public string Text(string name) => Find(name, required: true) switch
    {
        JsonNode.Text text => text.Value,
        null => "",
        var other => Wrong(other, $"\"{name}\" must be a string", ""),
    };

    public string TextOr(string name, string fallback) => _object?[name] is null ? fallback : Text(name);

    public string? OptionalText(string name) => _object?[name] is null ? null : Text(name);

    public bool Flag(string name) => Find(name, required: false) switch
    {
        JsonNode.Literal { Value: { } value } => value,
        null => false,
        var other => Wrong(other, $"\"{name}\" must be true or false", false),
    };

    public double? Number(string name) => Find(name, required: false) switch
    {
        JsonNode.Number number => number.Value,
        null => null,
        var other => Wrong<double?>(other, $"\"{name}\" must be a number", null),
    };

    public EquatableArray<string> Texts(string name) => Find(name, required: false) switch
    {
        JsonNode.List list => new(list.Items.Select(item => new NodeReader(item, mistakes).AsText())),
        null => new([]),
        var other => Wrong<EquatableArray<string>>(other, $"\"{name}\" must be a list of strings", new([])),
    };

    public EquatableArray<string> TextOrTexts(string name) =>
        _object?[name] is JsonNode.List ? Texts(name) : new([Text(name)]);

    public NodeReader? Child(string name) => Find(name, required: false) is { } child ? new(child, mistakes) : null;

    public IReadOnlyList<(string Name, NodeReader Node)> Members(string name) =>
        Find(name, required: true) is { } child ? Entries(child, name) : [];

    public IReadOnlyList<(string Name, NodeReader Node)> MembersOr(string name) =>
        Find(name, required: false) is { } child ? Entries(child, name) : [];

    public string AsText() => node is JsonNode.Text text ? text.Value : Wrong(node, "must be a string", "");

    private IReadOnlyList<(string Name, NodeReader Node)> Entries(JsonNode child, string name) => child is JsonNode.Object entries
        ? [.. entries.Members.Select(member => (member.Name, new NodeReader(member.Value, mistakes)))]
        : Wrong<IReadOnlyList<(string, NodeReader)>>(child, $"\"{name}\" must be an object", []);

    private JsonNode? Find(string name, bool required)
    {
        var found = _object?[name];
        if (found is null && required)
        {
            Mistake($"\"{name}\" is missing");
        }

        return found;
    }

    private T Wrong<T>(JsonNode at, string message, T instead)
    {
        mistakes.Add(new(at.Position, message));
        return instead;
    }
}
