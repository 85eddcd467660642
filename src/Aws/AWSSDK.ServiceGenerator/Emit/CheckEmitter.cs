using System.Globalization;
using AWSSDK.ServiceGenerator.Model;

namespace AWSSDK.ServiceGenerator.Emit;

/// <summary>Writes the constraint checks of what a request is made of.</summary>
internal sealed class CheckEmitter
{
    private readonly Types _types;
    private readonly HashSet<string> _inRequests = [];
    private readonly HashSet<string> _constrained;

    public CheckEmitter(ServiceModel model, Types types)
    {
        _types = types;
        foreach (var operation in model.Operations)
        {
            Visit(operation.Input);
        }

        _constrained = Constrained();
    }

    /// <summary>Whether a structure is part of a request and something in it is constrained, or it is a request.</summary>
    public bool Covers(Shape shape) => _inRequests.Contains(shape.Name) && (_constrained.Contains(shape.Name) || shape.Name.EndsWith("Request", StringComparison.Ordinal));

    public void Emit(SourceWriter source, Shape shape) =>
        source.Block($"public static void Check({shape.Name} value, Findings findings)", () =>
        {
            foreach (var member in shape.Members)
            {
                Member(source, member);
            }
        });

    private void Member(SourceWriter source, Member member)
    {
        var value = $"value.{member.Property}";
        if (member.Required)
        {
            source.Line($"findings.Required(\"{member.Name}\", {value});");
        }

        var shape = _types[member.Shape];
        if (shape.Kind is ShapeKind.List or ShapeKind.Map && Bounds(shape) is { } count)
        {
            source.Line($"findings.Length(\"{member.Name}\", {value}?.Count, {count}, \"{(shape.Kind == ShapeKind.List ? "elements" : "entries")}\");");
        }

        if (Simple(shape, $"\"{member.Name}\"", value) is { } simple)
        {
            source.Line($"{simple};");
        }
        else if (shape.Kind == ShapeKind.Structure && _constrained.Contains(shape.Name))
        {
            source.Line($"findings.Structure(\"{member.Name}\", {value}, {shape.Name}Json.Check);");
        }
        else if (shape.Kind is ShapeKind.List or ShapeKind.Map && ElementCheck(shape.Element) is { } element)
        {
            source.Line($"findings.{shape.Kind}(\"{member.Name}\", {value}, {element});");
        }

        if (shape.Kind == ShapeKind.Map && Bounds(_types[shape.Key]) is { } key)
        {
            source.Line($"findings.Keys(\"{member.Name}\", {value}, {key});");
        }
    }

    /// <summary>The check of a value that has no parts.</summary>
    private static string? Simple(Shape shape, string path, string value, bool isElement = false)
    {
        if (shape.IsEnum)
        {
            return $"findings.OneOf({path}, {value}{(isElement ? "" : "?.Value")}, {shape.Name}Json.Values)";
        }

        return (shape.Kind, Bounds(shape)) switch
        {
            (_, null) or (ShapeKind.Structure or ShapeKind.List or ShapeKind.Map, _) => null,
            (ShapeKind.Text, var bounds) => $"findings.Length({path}, {value}?.Length, {bounds}, \"characters\")",
            (_, var bounds) => $"findings.Range({path}, {value}, {bounds})",
        };
    }

    private string? ElementCheck(string name)
    {
        var shape = _types[name];
        if (shape.Kind == ShapeKind.Structure)
        {
            return _constrained.Contains(name) ? $"{name}Json.Check" : null;
        }

        return Simple(shape, "null", "element", isElement: true) is { } check ? $"static (element, findings) => {check}" : null;
    }

    private static string? Bounds(Shape shape)
    {
        if (shape.Min is null && shape.Max is null)
        {
            return null;
        }

        var isCount = shape.Kind is ShapeKind.Text or ShapeKind.List or ShapeKind.Map;

        return $"{Number(shape.Min, isCount ? "0" : "double.MinValue")}, {Number(shape.Max, isCount ? "int.MaxValue" : "double.MaxValue")}";
    }

    private static string Number(double? bound, string none) => bound?.ToString(CultureInfo.InvariantCulture) ?? none;

    private void Visit(string name)
    {
        if (!_inRequests.Add(name))
        {
            return;
        }

        var shape = _types[name];
        foreach (var member in shape.Members)
        {
            Visit(member.Shape);
        }

        if (shape.Element.Length > 0)
        {
            Visit(shape.Element);
        }
    }

    /// <summary>Grows the set until it stops growing, since structures may hold each other.</summary>
    private HashSet<string> Constrained()
    {
        var found = new HashSet<string>();
        while (_inRequests.Where(name => !found.Contains(name) && IsConstrained(_types[name], found)).ToList() is { Count: > 0 } more)
        {
            found.UnionWith(more);
        }

        return found;
    }

    private bool IsConstrained(Shape shape, HashSet<string> known) =>
        shape.IsEnum
        || Bounds(shape) is not null
        || known.Contains(shape.Element)
        || (shape.Key.Length > 0 && Bounds(_types[shape.Key]) is not null)
        || shape.Members.Any(member => member.Required || known.Contains(member.Shape));
}
