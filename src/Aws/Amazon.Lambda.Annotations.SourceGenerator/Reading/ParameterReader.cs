using Amazon.Lambda.Annotations.SourceGenerator.Diagnostics;
using Amazon.Lambda.Annotations.SourceGenerator.Model;
using Microsoft.CodeAnalysis;

namespace Amazon.Lambda.Annotations.SourceGenerator.Reading;

/// <summary>Finds out where the arguments of a method come from.</summary>
internal static class ParameterReader
{
    private static readonly string[] HttpAttributes = [Names.FromBody, Names.FromHeader, Names.FromQuery, Names.FromRoute];

    public static List<ParameterModel> Read(IMethodSymbol method, EventKind kind, Route? route, List<Problem> problems)
    {
        var parameters = new List<ParameterModel>();
        foreach (var parameter in method.Parameters)
        {
            parameters.Add(
                parameter.Type.Is(Names.Context) ? new(parameter.Name, parameter.Type.FullName(), Binding.Context)
                : parameter.Attribute(Names.FromServices) is not null ? new(parameter.Name, parameter.Type.FullName(), Binding.Services)
                : route is not null ? HttpParameterReader.Read(method, parameter, route, problems)
                : Input(method, parameter, kind, problems));
        }

        CheckEvent(method, kind, problems);
        CheckOneInput(method, kind, parameters, problems);
        route?.CheckAllTaken(method, parameters, problems);
        return parameters;
    }

    private static ParameterModel Input(IMethodSymbol method, IParameterSymbol parameter, EventKind kind, List<Problem> problems)
    {
        if (HttpAttributes.Any(attribute => parameter.Attribute(attribute) is not null))
        {
            problems.Add(Problem.Of(Rules.HttpParameterWithoutApi, SourceSpan.Of(parameter), parameter.Name, method.Name));
        }

        if (kind is EventKind.None && !parameter.Type.IsPublic())
        {
            problems.Add(Problem.Of(
                Rules.InvalidHandler, SourceSpan.Of(parameter), method.Name,
                $"takes '{parameter.Type.ToDisplayString()}', which is not public; the class generated around it is"));
        }

        return new(parameter.Name, parameter.Type.FullName(), Binding.Input);
    }

    private static void CheckOneInput(IMethodSymbol method, EventKind kind, List<ParameterModel> parameters, List<Problem> problems)
    {
        if (kind is not EventKind.None)
        {
            return;
        }

        problems.AddRange(parameters.Where(parameter => parameter.Binding is Binding.Input).Skip(1).Select(parameter => Problem.Of(
            Rules.CannotBind,
            SourceSpan.Of(method.Parameters.First(symbol => symbol.Name == parameter.Name)),
            parameter.Name,
            method.Name,
            "the payload is taken by the parameter before it; add [FromServices] if it is a service")));
    }

    // AWS: the official generator lets a method with an event attribute take the event and the context, and nothing else.
    private static void CheckEvent(IMethodSymbol method, EventKind kind, List<Problem> problems)
    {
        var type = kind.EventType;
        var fits = type.Length == 0
            || (method.Parameters.Length is 1 or 2
                && method.Parameters[0].Type.Is(type)
                && (method.Parameters.Length == 1 || method.Parameters[1].Type.Is(Names.Context)));
        if (!fits)
        {
            problems.Add(Problem.Of(
                Rules.InvalidSignature, SourceSpan.Of(method), method.Name, kind.Attribute,
                $"takes ({string.Join(", ", method.Parameters.Select(parameter => parameter.Type.ToDisplayString()))}); it takes a {type} and, if it wants, an ILambdaContext, in this order and nothing else"));
        }
    }
}
