using AWSSDK.ServiceGenerator.Model;

namespace AWSSDK.ServiceGenerator.Emit;

/// <summary>Writes the reader, the writer and the checks of a structure.</summary>
internal sealed class JsonEmitter(ServiceModel model, Types types, CheckEmitter checks)
{
    public SourceFile Emit(Shape shape)
    {
        var source = SourceWriter.File(
            ["System", "System.Text.Json", "AWSSDK.ServiceRuntime.Json"], $"{model.Namespace}.Internal", $"{model.Namespace}.Model");
        source.Summary($"{shape.Name} as JSON.");
        source.Block($"internal static class {shape.Name}Json", () =>
        {
            Read(source, shape);
            source.Line();
            Write(source, shape);
            if (checks.Covers(shape))
            {
                source.Line();
                checks.Emit(source, shape);
            }
        });

        return SourceFile.Of($"Internal.{shape.Name}Json", source);
    }

    private void Read(SourceWriter source, Shape shape)
    {
        source.Block($"public static {shape.Name} Read(ref ShapeReader reader)", () =>
        {
            source.Block("if (!reader.BeginObject())", () => source.Line("return null;"));
            source.Line();
            source.Line($"var value = new {shape.Name}();");
            source.Block("while (reader.NextMember(out var name))", () => Dispatch(source, InBody(shape)));
            source.Line();
            source.Line("return value;");
        });
    }

    private void Dispatch(SourceWriter source, List<Member> members)
    {
        if (members.Count == 0)
        {
            source.Line("reader.Unknown();");
            return;
        }

        var head = "if";
        foreach (var member in members)
        {
            source.Block(
                $"{head} (name.SequenceEqual(\"{member.Name}\"u8))",
                () => source.Line($"value.{member.Property} = {types.Read(member.Shape)};"));
            head = "else if";
        }

        source.Block("else", () => source.Line("reader.Unknown();"));
    }

    private void Write(SourceWriter source, Shape shape)
    {
        var signature = $"public static void Write(Utf8JsonWriter writer, {shape.Name} value";
        if (InBody(shape).FirstOrDefault(member => member.IsIdempotencyToken) is { } token)
        {
            source.Line($"{signature}) => Write(writer, value, value.{token.Property});");
            source.Line();
            source.Summary("Writes the request with a token that the caller did not give.");
            signature += $", string {Naming.Camel(token.Name)}";
        }

        source.Block($"{signature})", () =>
        {
            source.Line("writer.WriteStartObject();");
            foreach (var member in InBody(shape))
            {
                source.Line(member.IsIdempotencyToken
                    ? $"writer.Text(\"{member.Name}\"u8, {Naming.Camel(member.Name)});"
                    : types.Write(member));
            }

            source.Line("writer.WriteEndObject();");
        });
    }

    private static List<Member> InBody(Shape shape) => [.. shape.Members.Where(member => member.Location == MemberLocation.Body)];
}
