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
        source.Line($"public static {type} {operation.Name} => field ??= new(Service, \"{operation.Name}\", \"{operation.Method}\", \"{operation.Path}\")");
        source.Line("{");
        if (HasBody(operation, input))
        {
            source.Line($"    Write = {Writer(input)},");
        }

        source.Line($"    Read = {operation.Output}Json.Read,");
        if (Bindings(input).ToList() is { Count: > 0 } bindings)
        {
            source.Line("    Bind = static (request, input) =>");
            source.Line("    {");
            foreach (var line in bindings)
            {
                source.Line($"        {line}");
            }

            source.Line("    },");
        }

        source.Line("};");
    }

    private static bool HasBody(Operation operation, Shape input) =>
        operation.Method is not ("GET" or "DELETE" or "HEAD")
        || input.Members.Any(member => member.Location == MemberLocation.Body);

    private static string Writer(Shape input) =>
        input.Members.FirstOrDefault(member => member.IsIdempotencyToken) is { } token
            ? $"static (writer, request) => {input.Name}Json.Write(writer, request, request.{token.Property} ?? IdempotencyToken.New())"
            : $"{input.Name}Json.Write";

    private IEnumerable<string> Bindings(Shape input)
    {
        foreach (var member in input.Members)
        {
            switch (member.Location)
            {
                case MemberLocation.Path:
                    yield return $"if (string.IsNullOrEmpty(input.{member.Property}))";
                    yield return "{";
                    yield return $"    throw new Amazon{model.Name}Exception(\"Request object does not have required field {member.Property} set: it is part of the address.\");";
                    yield return "}";
                    yield return "";
                    yield return $"request.Label(\"{member.LocationName}\", input.{member.Property});";
                    break;
                case MemberLocation.Query:
                    yield return $"request.Query(\"{member.LocationName}\", input.{member.Property});";
                    break;
            }
        }
    }

    private void Errors(SourceWriter source)
    {
        source.Line("private static AmazonServiceException ToException(ErrorResponse error) => error.Code switch");
        source.Line("{");
        foreach (var shape in model.Shapes.Where(shape => shape.IsException))
        {
            source.Line($"    \"{shape.Name}\" => new {shape.Name}({Arguments}),");
        }

        source.Line($"    _ => new Amazon{model.Name}Exception({Arguments}),");
        source.Line("};");
    }

    private static string Arguments => "error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode";
}
