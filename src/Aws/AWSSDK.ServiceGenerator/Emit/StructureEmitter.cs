using System.Globalization;
using AWSSDK.ServiceGenerator.Model;

namespace AWSSDK.ServiceGenerator.Emit;

/// <summary>Writes the class of a structure, a request or an answer.</summary>
internal sealed class StructureEmitter(ServiceModel model, Types types)
{
    public SourceFile Emit(Shape shape)
    {
        var source = SourceWriter.File(["System", "System.Collections.Generic", "Amazon.Runtime", "Amazon.Runtime.Internal"], $"{model.Namespace}.Model");
        source.Summary(Describe(shape));
        source.Block($"{model.Access} partial class {shape.Name}{Base(shape)}", () => source.Apart(shape.Members, member => Property(source, member)));

        return SourceFile.Of($"Model.{shape.Name}", source);
    }

    private void Property(SourceWriter source, Member member)
    {
        var shape = types[member.Shape];
        var type = types.Property(member.Shape);
        source.Summary($"<c>{member.Name}</c>");
        if (member.Deprecated is { } why)
        {
            source.Line($"[Obsolete(\"{why.Replace("\"", "\\\"")}\")]");
        }

        if (Constraints(member, shape) is { Length: > 0 } constraints)
        {
            source.Line($"[AWSProperty({constraints})]");
        }

        // Whether collections are made empty is a setting of the client's user, and none of the service's business.
        source.Line(model.HasClient && shape.Kind is (ShapeKind.List or ShapeKind.Map)
            ? $"public {type} {member.Property} {{ get; set; }} = AWSConfigs.InitializeCollections ? new {type}() : null;"
            : $"public {type} {member.Property} {{ get; set; }}");
    }

    private static string Constraints(Member member, Shape shape)
    {
        var constraints = new List<string>();
        if (member.Required)
        {
            constraints.Add("Required = true");
        }

        Add("Min", shape.Min);
        Add("Max", shape.Max);

        return string.Join(", ", constraints);

        void Add(string name, double? bound)
        {
            if (bound is { } value)
            {
                constraints.Add(string.Format(CultureInfo.InvariantCulture, "{0} = {1:0}", name, value));
            }
        }
    }

    private string Base(Shape shape)
    {
        if (model.Operations.Any(operation => operation.Input == shape.Name))
        {
            return $" : {model.RequestBase}";
        }

        return model.Operations.Any(operation => operation.Output == shape.Name) ? " : AmazonWebServiceResponse" : "";
    }

    private string Describe(Shape shape)
    {
        if (model.Operations.FirstOrDefault(operation => operation.Input == shape.Name) is { } asked)
        {
            return $"What {asked.Name} is asked with.";
        }

        return model.Operations.FirstOrDefault(operation => operation.Output == shape.Name) is { } answered
            ? $"What {answered.Name} answers."
            : $"The structure {shape.Name} of {model.ServiceId}.";
    }
}
