using AWSSDK.ServiceGenerator.Json;
using AWSSDK.ServiceGenerator.Support;

namespace AWSSDK.ServiceGenerator.Model;

/// <summary>Turns a model file into a <see cref="ServiceModel"/>, or says what is wrong with it.</summary>
internal sealed class ModelReader
{
    private readonly List<ModelMistake> _mistakes = [];

    /// <summary>The model and its mistakes; there is no model where there are mistakes.</summary>
    public static (ServiceModel? Model, EquatableArray<ModelMistake> Mistakes) Read(string text)
    {
        JsonNode root;
        try
        {
            root = JsonParser.Parse(text);
        }
        catch (JsonSyntaxException problem)
        {
            return (null, new([new(problem.Position, problem.Message)]));
        }

        var reader = new ModelReader();
        var model = reader.Service(root);

        return (reader._mistakes.Count == 0 ? model : null, new(reader._mistakes));
    }

    private ServiceModel Service(JsonNode root)
    {
        var file = new NodeReader(root, _mistakes);
        var prefix = file.Text("service");
        var operations = file.Members("operations");
        var shapes = file.Members("shapes");
        var model = new ServiceModel(prefix, file.TextOr("serviceId", Naming.Pascal(prefix)), file.Text("apiVersion"), ProtocolOf(file))
        {
            TargetPrefix = file.TextOr("targetPrefix", ""),
            FipsEndpoints = new(file.MembersOr("fipsEndpoints").Select(entry => new FipsEndpoint(entry.Name, entry.Node.AsText()))),
            Shapes = new(shapes.Select(entry => new ShapeReader(entry.Name, entry.Node).Read())),
            Operations = new(operations.Select(entry => ReadOperation(entry.Name, entry.Node))),
        };
        new ModelCheck(model, operations, shapes, _mistakes).Run();

        return model;
    }

    private static Protocol ProtocolOf(NodeReader file)
    {
        switch (file.Text("protocol"))
        {
            case "rest-json":
                return Protocol.RestJson;
            case "json":
                if (file.TextOr("targetPrefix", "").Length == 0)
                {
                    file.Mistake("the protocol json needs a \"targetPrefix\"");
                }

                return Protocol.Json11;
            case var other:
                file.Mistake($"the protocol '{other}' is not known; it must be \"rest-json\" or \"json\"");
                return Protocol.RestJson;
        }
    }

    private static Operation ReadOperation(string name, NodeReader node) =>
        new(name, node.TextOr("method", "POST"), node.TextOr("path", "/"), node.Text("input"), node.Text("output"))
        {
            Pages = node.Child("paginates") is { } pages
                ? new(pages.Text("inputToken"), pages.Text("outputToken"), pages.TextOrTexts("result")) { EndsOnSameToken = pages.Flag("endsOnSameToken") }
                : null,
        };
}
