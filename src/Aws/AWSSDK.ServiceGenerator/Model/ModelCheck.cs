namespace AWSSDK.ServiceGenerator.Model;

/// <summary>Checks that a model's parts fit together: every name it uses is there and of the right kind.</summary>
internal sealed class ModelCheck(
    ServiceModel model,
    IReadOnlyList<(string Name, NodeReader Node)> operations,
    IReadOnlyList<(string Name, NodeReader Node)> shapes,
    List<ModelMistake> mistakes)
{
    private readonly Dictionary<string, Shape> _shapes = [];

    public void Run()
    {
        foreach (var (shape, entry) in model.Shapes.Zip(shapes, (shape, entry) => (shape, entry)))
        {
            if (_shapes.ContainsKey(shape.Name))
            {
                Note(entry.Node, $"the shape '{shape.Name}' is there twice");
            }

            _shapes[shape.Name] = shape;
        }

        foreach (var (shape, entry) in model.Shapes.Zip(shapes, (shape, entry) => (shape, entry)))
        {
            CheckShape(shape, entry.Node);
        }

        foreach (var (operation, entry) in model.Operations.Zip(operations, (operation, entry) => (operation, entry)))
        {
            CheckOperation(operation, entry.Node);
        }
    }

    private void CheckShape(Shape shape, NodeReader node)
    {
        foreach (var mistake in NameCheck.Mistakes(shape))
        {
            Note(node, mistake);
        }

        foreach (var member in shape.Members)
        {
            Need(member.Shape, node, $"the member '{member.Name}' of '{shape.Name}'");
        }

        if (shape.Kind is ShapeKind.List or ShapeKind.Map)
        {
            Need(shape.Element, node, $"the elements of '{shape.Name}'");
        }

        if (shape.Kind is ShapeKind.Map && Need(shape.Key, node, $"the keys of '{shape.Name}'") is { Kind: not ShapeKind.Text })
        {
            Note(node, $"the keys of '{shape.Name}' must be strings");
        }
    }

    private void CheckOperation(Operation operation, NodeReader node)
    {
        var input = Structure(operation.Input, node, $"the input of '{operation.Name}'");
        var output = Structure(operation.Output, node, $"the output of '{operation.Name}'");
        foreach (var label in Labels(operation.Path))
        {
            if (input is not null && !input.Members.Any(member => member.Location == MemberLocation.Path && member.LocationName == label))
            {
                Note(node, $"the path of '{operation.Name}' has '{{{label}}}', but no member of '{operation.Input}' has the location uri and that name");
            }
        }

        if (operation.Pages is { } pages)
        {
            NeedMember(input, pages.InputToken, node, operation.Name);
            NeedMember(output, pages.OutputToken, node, operation.Name);
            foreach (var result in pages.Results)
            {
                NeedMember(output, result, node, operation.Name);
            }
        }
    }

    private static IEnumerable<string> Labels(string path) =>
        path.Split('/').Where(part => part.StartsWith("{", StringComparison.Ordinal)).Select(part => part.Trim('{', '}'));

    private void NeedMember(Shape? shape, string member, NodeReader node, string operation)
    {
        if (shape is not null && shape.Members.All(candidate => candidate.Name != member))
        {
            Note(node, $"'{operation}' pages by '{member}', which is not a member of '{shape.Name}'");
        }
    }

    private Shape? Structure(string name, NodeReader node, string user)
    {
        var shape = Need(name, node, user);
        if (shape is { Kind: not ShapeKind.Structure })
        {
            Note(node, $"{user} must be a structure, and '{name}' is not");
        }

        return shape;
    }

    private Shape? Need(string name, NodeReader node, string user)
    {
        if (_shapes.TryGetValue(name, out var shape))
        {
            return shape;
        }

        Note(node, $"{user} has the shape '{name}', which the model does not have");
        return null;
    }

    private void Note(NodeReader node, string message) => mistakes.Add(new(node.Position, message));
}
