using AWSSDK.ServiceGenerator.Model;

namespace AWSSDK.ServiceGenerator.Emit;

/// <summary>The C# types, readers and writers that stand for the model's shapes.</summary>
internal sealed class Types
{
    private readonly Dictionary<string, Shape> _shapes;

    public Types(ServiceModel model) => _shapes = model.Shapes.ToDictionary(shape => shape.Name);

    public Shape this[string shape] => _shapes[shape];

    /// <summary>The type of a property: what may be absent is null.</summary>
    public string Property(string name)
    {
        var shape = _shapes[name];

        return shape.Kind switch
        {
            ShapeKind.Text when shape.IsEnum => shape.Name,
            ShapeKind.Text or ShapeKind.Structure or ShapeKind.List or ShapeKind.Map => Element(name),
            _ => Element(name) + "?",
        };
    }

    /// <summary>The type of a list's element or a map's value. The official packages give enums there as strings.</summary>
    public string Element(string name)
    {
        var shape = _shapes[name];

        return shape.Kind switch
        {
            ShapeKind.Structure => shape.Name,
            ShapeKind.List => $"List<{Element(shape.Element)}>",
            ShapeKind.Map => $"Dictionary<string, {Element(shape.Element)}>",
            ShapeKind.Text => "string",
            ShapeKind.Integer => "int",
            ShapeKind.Long => "long",
            ShapeKind.Float => "float",
            ShapeKind.Double => "double",
            ShapeKind.Boolean => "bool",
            _ => "DateTime",
        };
    }

    /// <summary>The expression that reads a member.</summary>
    public string Read(string name)
    {
        var shape = _shapes[name];

        return shape.Kind switch
        {
            ShapeKind.Text when !shape.IsEnum => "reader.Text()",
            ShapeKind.Text or ShapeKind.Structure => $"{shape.Name}Json.Read(ref reader)",
            ShapeKind.List or ShapeKind.Map => $"reader.{shape.Kind}({ElementReader(shape.Element)})",
            _ => $"reader.{shape.Kind}()",
        };
    }

    /// <summary>The statement that writes a member.</summary>
    public string Write(Member member)
    {
        var shape = _shapes[member.Shape];
        var name = $"\"{member.Name}\"u8";
        var value = $"value.{member.Property}";

        return shape.Kind switch
        {
            ShapeKind.Text when shape.IsEnum => $"writer.Text({name}, {value}?.Value);",
            ShapeKind.Structure => $"writer.Structure({name}, {value}, {shape.Name}Json.Write);",
            ShapeKind.List or ShapeKind.Map => $"writer.{shape.Kind}({name}, {value}, {ElementWriter(shape.Element)});",
            _ => $"writer.{shape.Kind}({name}, {value});",
        };
    }

    private string ElementReader(string name)
    {
        var shape = _shapes[name];

        return shape.Kind switch
        {
            ShapeKind.Structure => $"{shape.Name}Json.Read",
            ShapeKind.List or ShapeKind.Map => $"static (ref ShapeReader reader) => {Read(name)}",
            _ => $"Shapes.{shape.Kind}",
        };
    }

    private string ElementWriter(string name)
    {
        var shape = _shapes[name];

        return shape.Kind switch
        {
            ShapeKind.Structure => $"{shape.Name}Json.Write",
            ShapeKind.List or ShapeKind.Map =>
                $"static (writer, value) => ShapeWriter.{shape.Kind}Value(writer, value, {ElementWriter(shape.Element)})",
            _ => $"ShapeWriter.{shape.Kind}Value",
        };
    }
}
