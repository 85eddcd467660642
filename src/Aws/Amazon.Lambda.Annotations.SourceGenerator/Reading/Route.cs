using System.Text.RegularExpressions;
using Amazon.Lambda.Annotations.SourceGenerator.Diagnostics;
using Amazon.Lambda.Annotations.SourceGenerator.Model;
using Microsoft.CodeAnalysis;

namespace Amazon.Lambda.Annotations.SourceGenerator.Reading;

/// <summary>The template of an <c>[HttpApi]</c> attribute and the names in its braces.</summary>
internal sealed class Route
{
    private const int V2 = 1;

    private Route(string template, SourceSpan? at, IReadOnlyList<string> parameters)
    {
        Template = template;
        At = at;
        Parameters = parameters;
    }

    public string Template { get; }

    public SourceSpan? At { get; }

    public IReadOnlyList<string> Parameters { get; }

    public static Route? Read(IMethodSymbol method, List<Problem> problems)
    {
        if (method.Attribute(Names.HttpApi) is not { } attribute)
        {
            return null;
        }

        var at = SourceSpan.Of(attribute);
        if (attribute.Named("Version") is { Value: int version } && version != V2)
        {
            problems.Add(Problem.Of(Rules.UnsupportedVersion, at, method.Name));
        }

        var template = attribute.ConstructorArguments.Length > 1 ? attribute.ConstructorArguments[1].Value as string ?? "" : "";
        string[] names = [.. Regex.Matches(template, @"\{([^{}]*)\}").Cast<Match>().Select(match => match.Groups[1].Value)];
        if (Fault(template, names) is { } fault)
        {
            problems.Add(Problem.Of(Rules.InvalidRoute, at, template, method.Name, fault));
        }

        return new(template, at, names);
    }

    /// <summary>Reports names in braces that no parameter takes.</summary>
    public void CheckAllTaken(IMethodSymbol method, IEnumerable<ParameterModel> parameters, List<Problem> problems)
    {
        var taken = parameters.Where(parameter => parameter.Binding is Binding.Route).Select(parameter => parameter.Key).ToList();
        problems.AddRange(Parameters
            .Where(name => !taken.Contains(name))
            .Select(name => Problem.Of(Rules.CannotBind, At, name, method.Name, Missing(name))));
    }

    // AWS: Amazon.Lambda.Annotations 2.3.0 looks for a parameter called "proxy+", plus and all, and fails with AWSLambda0107;
    // a Name with a plus it refuses with AWSLambda0110. A greedy route exists in the template alone.
    private string Missing(string name) => name.EndsWith("+", StringComparison.Ordinal)
        ? $"the route '{Template}' is greedy, which no method can take; write '{{{name.TrimEnd('+')}}}' here and '{{{name}}}' in the template"
        : $"the route '{Template}' has '{{{name}}}', which the method does not take; add a parameter '{name}' or remove it from the route";

    private static string? Fault(string template, string[] names)
    {
        var rest = Regex.Replace(template, @"\{[^{}]*\}", "");

        return template.StartsWith("/", StringComparison.Ordinal) is false ? "it starts with /"
            : rest.Contains('{') || rest.Contains('}') ? "its braces do not pair up"
            : names.FirstOrDefault(name => !Regex.IsMatch(name, @"^[a-zA-Z0-9._:-]+[+]?$")) is { } odd ? $"'{{{odd}}}' is not a name"
            : names.Distinct().Count() < names.Length ? "a name occurs twice"
            : null;
    }
}
