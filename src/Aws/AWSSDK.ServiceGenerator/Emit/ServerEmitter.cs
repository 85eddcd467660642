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
                source.Line($"    {operation.Name}(),");
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
        source.Line($"private static {type} {operation.Name}() => new(\"{operation.Name}\", \"{operation.Method}\", \"{operation.Path}\")");
        source.Line("{");
        source.Line($"    Read = {operation.Input}Json.Read,");
        source.Line($"    CheckRequest = {operation.Input}Json.Check,");
        source.Line($"    Write = {operation.Output}Json.Write,");
        if (Bindings(operation) is { Length: > 0 } bindings)
        {
            source.Line($"    Bind = static (request, uri) => {{ {bindings} }},");
        }

        source.Line("};");
    }

    private string Bindings(Operation operation) => string.Join(
        " ",
        types[operation.Input].Members
            .Where(member => member.Location != MemberLocation.Body)
            .Select(member => $"request.{member.Property} = uri.{Source(member)}(\"{member.LocationName}\");"));

    private string Source(Member member) => member.Location switch
    {
        MemberLocation.Path => "Label",
        _ => types[member.Shape].Kind == ShapeKind.List ? "Query" : "LastQuery",
    };
}
