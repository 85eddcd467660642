using System.Globalization;
using AWSSDK.ServiceGenerator.Model;

namespace AWSSDK.ServiceGenerator.Emit;

/// <summary>Writes the constraint checks of what a request is made of.</summary>
internal sealed class CheckEmitter
{
    private readonly Types _types;
    private readonly HashSet<string> _requests;
    private readonly HashSet<string> _inRequests = [];
    private readonly HashSet<string> _constrained;

    public CheckEmitter(ServiceModel model, Types types)
    {
        _types = types;
        _requests = [.. model.Operations.Select(operation => operation.Input)];
        foreach (var request in _requests)
        {
            Visit(request);
        }

        _constrained = Constrained();
    }

    /// <summary>Whether a structure is a request, or part of one and constrained.</summary>
    public bool Covers(Shape shape) => _requests.Contains(shape.Name) || _constrained.Contains(shape.Name);

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
        var (path, value) = ($"\"{member.Name}\"", $"value.{member.Property}");
        if (member.Required)
        {
            source.Line($"findings.Required({path}, {value});");
        }

        var shape = _types[member.Shape];
        var checks = shape switch
        {
            { IsEnum: true } => [OneOf(shape, path, $"{value}?.Value")],
            { Kind: ShapeKind.Structure } => _constrained.Contains(shape.Name) ? [$"findings.Structure({path}, {value}, {shape.Name}Json.Check)"] : [],
            _ => Checks(shape, path, value),
        };
        foreach (var check in checks)
        {
            source.Line($"{check};");
        }
    }

    /// <summary>The checks of a value that is neither an enum's constant nor a structure.</summary>
    private IEnumerable<string> Checks(Shape shape, string path, string value)
    {
        if (Bounds(shape) is { } bounds)
        {
            yield return shape.Kind switch
            {
                ShapeKind.Text => $"findings.Length({path}, {value}?.Length, {bounds}, \"characters\")",
                ShapeKind.List => $"findings.Length({path}, {value}?.Count, {bounds}, \"elements\")",
                ShapeKind.Map => $"findings.Length({path}, {value}?.Count, {bounds}, \"entries\")",
                _ => $"findings.Range({path}, {value}, {bounds})",
            };
        }

        if (shape.Element.Length > 0 && ElementCheck(_types[shape.Element]) is { } element)
        {
            yield return $"findings.{shape.Kind}({path}, {value}, {element})";
        }

        if (shape.Key.Length > 0 && Bounds(_types[shape.Key]) is { } key)
        {
            yield return $"findings.Keys({path}, {value}, {key})";
        }
    }

    /// <summary>What checks each element of a list or each value of a map; an enum's value is a string there.</summary>
    private string? ElementCheck(Shape shape)
    {
        if (shape.Kind == ShapeKind.Structure)
        {
            return _constrained.Contains(shape.Name) ? $"{shape.Name}Json.Check" : null;
        }

        var checks = shape.IsEnum ? [OneOf(shape, "null", "element")] : Checks(shape, "null", "element").ToList();

        return checks.Count switch
        {
            0 => null,
            1 => $"static (element, findings) => {checks[0]}",
            _ => $"static (element, findings) => {{ {string.Join(" ", checks.Select(check => $"{check};"))} }}",
        };
    }

    private static string OneOf(Shape shape, string path, string value) => $"findings.OneOf({path}, {value}, {shape.Name}Json.Values)";

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
