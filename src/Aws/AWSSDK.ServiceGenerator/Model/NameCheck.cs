using Microsoft.CodeAnalysis.CSharp;

namespace AWSSDK.ServiceGenerator.Model;

/// <summary>Checks that what a shape names can be named in C#, each thing by a name of its own.</summary>
internal static class NameCheck
{
    public static IEnumerable<string> Mistakes(Shape shape)
    {
        if (!SyntaxFacts.IsValidIdentifier(shape.Name))
        {
            yield return $"the shape '{shape.Name}' has a name that is not one in C#";
        }

        foreach (var mistake in Of(shape, "member", shape.Members.Select(member => (member.Name, member.Property))))
        {
            yield return mistake;
        }

        foreach (var mistake in Of(shape, "value", shape.Values.Select(value => (value, Naming.Constant(value)))))
        {
            yield return mistake;
        }

        if (shape.Members.FirstOrDefault(member => member.Property == shape.Name) is { } same)
        {
            yield return $"the member '{same.Name}' would have the name of its class '{shape.Name}', which C# does not allow";
        }
    }

    private static IEnumerable<string> Of(Shape shape, string what, IEnumerable<(string Wire, string Code)> names)
    {
        var taken = new Dictionary<string, string>();
        foreach (var (wire, code) in names)
        {
            if (!SyntaxFacts.IsValidIdentifier(code))
            {
                yield return $"the {what} '{wire}' of '{shape.Name}' gives no name in C#";
            }
            else if (taken.TryGetValue(code, out var other))
            {
                yield return $"the {what}s '{other}' and '{wire}' of '{shape.Name}' would both be called '{code}'";
            }

            taken[code] = wire;
        }
    }
}
