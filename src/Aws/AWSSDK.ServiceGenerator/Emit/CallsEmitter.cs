using AWSSDK.ServiceGenerator.Model;

namespace AWSSDK.ServiceGenerator.Emit;

/// <summary>Writes how the client sends each operation and reads its answers and errors.</summary>
internal sealed class CallsEmitter(ServiceModel model, Types types)
{
    public SourceFile Emit()
    {
        var source = SourceWriter.File(
            ["Amazon.Runtime", "Amazon.Runtime.Internal", "AWSSDK.ServiceRuntime.Client"], $"{model.Namespace}.Internal", $"{model.Namespace}.Model");
        source.Summary($"The operations of {model.ServiceId} from the client's side, each made when it is first used.");
        source.Block($"internal static class {model.Name}Calls", () =>
        {
            var target = model.Protocol == Protocol.Json11 ? $"\"{model.TargetPrefix}\"" : "null";
            source.Line($"private static readonly ClientService Service = new(\"{model.Namespace}\", \"{model.ApiVersion}\", {target}, ToException);");
            foreach (var operation in model.Operations)
            {
                source.Line();
                Call(source, operation);
            }

            source.Line();
            Errors(source);
        });

        return SourceFile.Of($"Internal.{model.Name}Calls", source);
    }

    private void Call(SourceWriter source, Operation operation)
    {
        var input = types[operation.Input];
        var type = $"ClientOperation<{operation.Input}, {operation.Output}>";
        var head = $"public static {type} {operation.Name} => field ??= new(Service, \"{operation.Name}\", \"{operation.Method}\", \"{operation.Path}\")";
        source.Block(head, Members, "};");

        void Members()
        {
            if (HasBody(operation, input))
            {
                source.Line($"Write = {Writer(input)},");
            }

            source.Line($"Read = {operation.Output}Json.Read,");
            if (input.Members.Any(member => member.Location != MemberLocation.Body))
            {
                source.Block("Bind = static (request, input) =>", () => Bindings(source, input), "},");
            }
        }
    }

    private static bool HasBody(Operation operation, Shape input) =>
        operation.Method is not ("GET" or "DELETE" or "HEAD")
        || input.Members.Any(member => member.Location == MemberLocation.Body);

    private static string Writer(Shape input) =>
        input.Members.FirstOrDefault(member => member.IsIdempotencyToken) is { } token
            ? $"static (writer, request) => {input.Name}Json.Write(writer, request, request.{token.Property} ?? IdempotencyToken.New())"
            : $"{input.Name}Json.Write";

    private void Bindings(SourceWriter source, Shape input)
    {
        foreach (var member in input.Members.Where(member => member.Location == MemberLocation.Path))
        {
            source.Block($"if (string.IsNullOrEmpty(input.{member.Property}))", () => source.Line(
                $"throw new Amazon{model.Name}Exception(\"Request object does not have required field {member.Property} set: it is part of the address.\");"));
            source.Line();
            source.Line($"request.Label(\"{member.LocationName}\", input.{member.Property});");
        }

        foreach (var member in input.Members.Where(member => member.Location == MemberLocation.Query))
        {
            source.Line($"request.Query(\"{member.LocationName}\", input.{member.Property});");
        }
    }

    private void Errors(SourceWriter source) =>
        source.Block(
            "private static AmazonServiceException ToException(ErrorResponse error) => error.Code switch",
            () =>
            {
                foreach (var shape in model.Shapes.Where(shape => shape.IsException))
                {
                    source.Line($"\"{shape.Name}\" => new {shape.Name}({Arguments}),");
                }

                source.Line($"_ => new Amazon{model.Name}Exception({Arguments}),");
            },
            "};");

    private static string Arguments => "error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode";
}
