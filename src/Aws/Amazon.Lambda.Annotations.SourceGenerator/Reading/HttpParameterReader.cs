using System.Text.RegularExpressions;
using Amazon.Lambda.Annotations.SourceGenerator.Diagnostics;
using Amazon.Lambda.Annotations.SourceGenerator.Model;
using Microsoft.CodeAnalysis;

namespace Amazon.Lambda.Annotations.SourceGenerator.Reading;

/// <summary>Binds the parameters of a method that answers a route.</summary>
internal static class HttpParameterReader
{
    public static ParameterModel Read(IMethodSymbol method, IParameterSymbol parameter, Route route, List<Problem> problems)
    {
        if (parameter.Type.Is(Names.HttpRequest))
        {
            return new(parameter.Name, parameter.Type.FullName(), Binding.Input);
        }

        if (parameter.Attribute(Names.FromBody) is not null)
        {
            return new(parameter.Name, parameter.Type.FullName(), Binding.Body, Conversion: parameter.Type.SpecialType is SpecialType.System_String ? "" : "json");
        }

        if (parameter.Attribute(Names.FromQuery) is { } query)
        {
            return Text(method, parameter, Binding.Query, query, problems);
        }

        if (parameter.Attribute(Names.FromHeader) is { } header)
        {
            return Text(method, parameter, Binding.Header, header, problems);
        }

        var fromRoute = parameter.Attribute(Names.FromRoute);
        if (fromRoute is null && !route.Parameters.Contains(parameter.Name))
        {
            problems.Add(Problem.Of(
                Rules.CannotBind, SourceSpan.Of(parameter), parameter.Name, method.Name,
                $"it is not in the route '{route.Template}'; add [FromQuery], [FromHeader], [FromBody] or [FromServices]"));
            return new(parameter.Name, parameter.Type.FullName(), Binding.Query);
        }

        var bound = Text(method, parameter, Binding.Route, fromRoute, problems);
        if (!route.Parameters.Contains(bound.Key))
        {
            problems.Add(Problem.Of(Rules.NotInRoute, SourceSpan.Of(parameter), parameter.Name, method.Name, bound.Key, route.Template));
        }

        return bound;
    }

    private static ParameterModel Text(
        IMethodSymbol method, IParameterSymbol parameter, Binding binding, AttributeData? attribute, List<Problem> problems)
    {
        var key = attribute?.Named("Name")?.Value as string ?? parameter.Name;
        if (!Regex.IsMatch(key, "^[a-zA-Z0-9._$-]+$"))
        {
            problems.Add(Problem.Of(Rules.InvalidName, SourceSpan.Of(parameter), key, parameter.Name));
        }

        var item = binding is Binding.Route ? null : Conversions.ItemOf(parameter.Type);
        var conversion = Conversions.Of(item ?? parameter.Type);
        if (conversion is null)
        {
            problems.Add(Problem.Of(
                Rules.UnsupportedType, SourceSpan.Of(parameter), parameter.Name, method.Name, parameter.Type.ToDisplayString()));
        }

        return new(parameter.Name, parameter.Type.FullName(), binding, key, conversion ?? "", item is not null, item?.FullName() ?? "");
    }
}
