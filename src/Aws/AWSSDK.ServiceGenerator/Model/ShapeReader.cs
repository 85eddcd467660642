namespace AWSSDK.ServiceGenerator.Model;

/// <summary>Reads one entry of a model file's <c>shapes</c>.</summary>
internal sealed class ShapeReader(string name, NodeReader node)
{
    public Shape Read()
    {
        var required = new HashSet<string>(node.Texts("required"));
        var members = node.MembersOr("members");
        foreach (var missing in required.Where(wanted => members.All(member => member.Name != wanted)))
        {
            node.Mistake($"the shape '{name}' requires '{missing}', which is not one of its members");
        }

        return new Shape(name, Kind())
        {
            Members = new(members.Select(member => ReadMember(member.Name, member.Node, required))),
            Values = node.Texts("enum"),
            Element = node.Child("member")?.Text("shape") ?? node.Child("value")?.Text("shape") ?? "",
            Key = node.Child("key")?.Text("shape") ?? "",
            Min = node.Number("min"),
            Max = node.Number("max"),
            IsException = node.Flag("exception"),
        };
    }

    private ShapeKind Kind()
    {
        switch (node.Text("type"))
        {
            case "structure":
                return ShapeKind.Structure;
            case "list":
                return ShapeKind.List;
            case "map":
                return ShapeKind.Map;
            case "string":
                return ShapeKind.Text;
            case "integer":
                return ShapeKind.Integer;
            case "long":
                return ShapeKind.Long;
            case "float":
                return ShapeKind.Float;
            case "double":
                return ShapeKind.Double;
            case "boolean":
                return ShapeKind.Boolean;
            case "timestamp":
                return node.TextOr("timestampFormat", "epochSeconds") == "epochMilliseconds"
                    ? ShapeKind.TimestampMilliseconds
                    : ShapeKind.TimestampSeconds;
            case var other:
                node.Mistake($"the shape '{name}' has the type '{other}', which this generator does not know");
                return ShapeKind.Text;
        }
    }

    private static Member ReadMember(string name, NodeReader node, HashSet<string> required) => new(name, node.Text("shape"))
    {
        Required = required.Contains(name),
        Location = Location(name, node),
        LocationName = node.TextOr("locationName", name),
        IsIdempotencyToken = node.Flag("idempotencyToken"),
        Deprecated = node.Flag("deprecated") ? node.TextOr("deprecatedMessage", "This member is deprecated.") : null,
    };

    private static MemberLocation Location(string name, NodeReader node)
    {
        switch (node.OptionalText("location"))
        {
            case null:
                return MemberLocation.Body;
            case "uri":
                return MemberLocation.Path;
            case "querystring":
                return MemberLocation.Query;
            case var other:
                node.Mistake($"the member '{name}' has the location '{other}'; it must be \"uri\" or \"querystring\"");
                return MemberLocation.Body;
        }
    }
}
