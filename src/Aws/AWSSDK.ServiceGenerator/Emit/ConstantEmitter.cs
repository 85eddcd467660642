using AWSSDK.ServiceGenerator.Model;

namespace AWSSDK.ServiceGenerator.Emit;

/// <summary>Writes the class of constants that stands for an enum, and its reader.</summary>
internal sealed class ConstantEmitter(ServiceModel model)
{
    public SourceFile Emit(Shape shape)
    {
        var name = shape.Name;
        var source = SourceWriter.File(["System", "Amazon.Runtime"], model.Namespace);
        source.Summary($"The values of {name}; others can be made of a string, since the service may learn new ones.");
        source.Block($"{model.Access} class {name} : ConstantClass", () =>
        {
            foreach (var value in shape.Values)
            {
                source.Summary($"<c>{value}</c>");
                source.Line($"public static readonly {name} {Naming.Constant(value)} = new {name}(\"{value}\");");
                source.Line();
            }

            source.Block($"public {name}(string value) : base(value)", () => { });
            source.Line();
            source.Summary("The constant with this value in any letter case, or a new one.");
            source.Line($"public static {name} FindValue(string value) => FindValue<{name}>(value);");
            source.Line();
            source.Line($"public static implicit operator {name}(string value) => FindValue(value);");
        });

        return SourceFile.Of(name, source);
    }

    public SourceFile EmitJson(Shape shape)
    {
        var name = shape.Name;
        var source = SourceWriter.File(["System", "AWSSDK.ServiceRuntime.Json"], $"{model.Namespace}.Internal");
        source.Summary($"Reads {name} in the letter case in which it stands.");
        source.Block($"internal static class {name}Json", () =>
        {
            source.Line($"private static readonly string[] All = [{string.Join(", ", shape.Values.Select(value => $"\"{value}\""))}];");
            source.Line();
            source.Summary("Every value that the model knows.");
            source.Line("public static ReadOnlySpan<string> Values => All;");
            source.Line();
            source.Block($"public static {name} Read(ref ShapeReader reader)", () =>
            {
                Guard(source, "!reader.IsText()", "null");
                foreach (var value in shape.Values)
                {
                    Guard(source, $"reader.TextIs(\"{value}\"u8)", $"{name}.{Naming.Constant(value)}");
                }

                source.Line($"return reader.Text() is {{ }} other ? new {name}(other) : null;");
            });
        });

        return SourceFile.Of($"Internal.{name}Json", source);
    }

    private static void Guard(SourceWriter source, string condition, string answer)
    {
        source.Block($"if ({condition})", () => source.Line($"return {answer};"));
        source.Line();
    }
}
