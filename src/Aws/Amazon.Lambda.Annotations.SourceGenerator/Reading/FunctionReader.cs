using System.Text.RegularExpressions;
using Amazon.Lambda.Annotations.SourceGenerator.Diagnostics;
using Amazon.Lambda.Annotations.SourceGenerator.Model;
using Microsoft.CodeAnalysis;

namespace Amazon.Lambda.Annotations.SourceGenerator.Reading;

/// <summary>Reads a method with <c>[LambdaFunction]</c>.</summary>
internal static class FunctionReader
{
    public static FunctionModel Read(IMethodSymbol method)
    {
        var problems = new List<Problem>();
        HandlerClass.Check(method, problems);
        CheckResourceName(method, problems);
        var kind = EventReader.Read(method, problems);
        var route = Route.Read(method, problems);
        var parameters = ParameterReader.Read(method, kind, route, problems);
        var type = method.ContainingType;

        return new()
        {
            Namespace = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(),
            ClassName = type.Name,
            ClassFullName = type.FullName(),
            MethodName = method.Name,
            Event = kind,
            Result = ResultReader.Read(method, kind, problems),
            Parameters = new(parameters),
            Constructor = HandlerClass.Constructor(type),
            Serializer = SerializerReader.Read(method),
            At = SourceSpan.Of(method),
            Problems = new(problems),
        };
    }

    private static void CheckResourceName(IMethodSymbol method, List<Problem> problems)
    {
        if (method.Attribute(Names.LambdaFunction) is { } attribute
            && attribute.Named("ResourceName")?.Value is string name
            && !Regex.IsMatch(name, "^[a-zA-Z0-9]+$"))
        {
            problems.Add(Problem.Of(Rules.InvalidResourceName, SourceSpan.Of(attribute), name, method.Name));
        }
    }
}
