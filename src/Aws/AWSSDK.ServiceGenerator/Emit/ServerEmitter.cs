using AWSSDK.ServiceGenerator.Model;

namespace AWSSDK.ServiceGenerator.Emit;

/// <summary>Writes the table of operations by which a server reads requests and writes answers.</summary>
internal sealed class ServerEmitter(ServiceModel model, Types types)
{
    public SourceFile Emit() => SourceFile.Of($"Internal.{model.Name}Model", Table());

    private SourceWriter Table()
    {
        var source = SourceWriter.File(["AWSSDK.ServiceRuntime.Server"], $"{model.Namespace}.Internal", $"{model.Namespace}.Model");
        source.Summary($"The operations of {model.ServiceId} from the service's side, for those who stand in for it.");
        source.Block($"internal static class {model.Name}Model", () =>
        {
            source.Summary("Every operation, in the order of their names.");
            source.Line("public static OperationTable Operations { get; } = new([");
            foreach (var operation in model.Operations)
            {
                source.Continue($"{operation.Name}(),");
            }

            source.Line("]);");
            foreach (var operation in model.Operations)
            {
                source.Line();
                Operation(source, operation);
            }
        });

        return source;
    }

    private void Operation(SourceWriter source, Operation operation)
    {
        var type = $"ServiceOperation<{operation.Input}, {operation.Output}>";
        var head = $"private static {type} {operation.Name}() => new(\"{operation.Name}\", \"{operation.Method}\", \"{operation.Path}\")";
        source.Block(head, Members, "};");

        void Members()
        {
            source.Line($"Read = {operation.Input}Json.Read,");
            source.Line($"CheckRequest = {operation.Input}Json.Check,");
            source.Line($"Write = {operation.Output}Json.Write,");
            var bound = types[operation.Input].Members.Where(member => member.Location != MemberLocation.Body).ToList();
            if (bound.Count > 0)
            {
                source.Block("Bind = static (request, uri) =>", () => Bindings(source, bound), "},");
            }
        }
    }

    private void Bindings(SourceWriter source, List<Member> members)
    {
        foreach (var member in members)
        {
            source.Line($"request.{member.Property} = uri.{Source(member)}(\"{member.LocationName}\");");
        }
    }

    private string Source(Member member) => member.Location switch
    {
        MemberLocation.Path => "Label",
        _ => types[member.Shape].Kind == ShapeKind.List ? "Query" : "LastQuery",
    };
}
