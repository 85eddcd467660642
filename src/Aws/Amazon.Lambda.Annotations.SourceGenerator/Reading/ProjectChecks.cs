using Amazon.Lambda.Annotations.SourceGenerator.Diagnostics;
using Amazon.Lambda.Annotations.SourceGenerator.Model;

namespace Amazon.Lambda.Annotations.SourceGenerator.Reading;

/// <summary>Mistakes that only show when functions, startup class and assembly are seen together.</summary>
internal static class ProjectChecks
{
    public static IEnumerable<Problem> Find(Project project) =>
    [
        .. Startups(project),
        .. project.Functions.Count == 0 ? [] : project.Assembly.MissingPackages.Select(package => Problem.Of(Rules.MissingPackage, project.Assembly.GlobalPropertiesAt, package)),
        .. Main(project),
        .. Names(project),
        .. project.Functions.SelectMany(function => Function(project, function)),
    ];

    private static IEnumerable<Problem> Startups(Project project) =>
        project.Startups.SelectMany(startup => startup.Problems).Concat(project.Startups.Count < 2
            ? []
            : project.Startups.Select(startup => Problem.Of(Rules.MultipleStartups, startup.At, startup.FullName.Replace("global::", ""))));

    private static IEnumerable<Problem> Main(Project project)
    {
        if (project.Assembly is { GenerateMain: true, IsExecutable: false })
        {
            yield return Problem.Of(Rules.NotExecutable, project.Assembly.GlobalPropertiesAt);
        }

        if (project.Assembly is { GenerateMain: true, IsExecutable: true } && project.Functions.Count == 0)
        {
            yield return Problem.Of(Rules.NoFunctions, project.Assembly.GlobalPropertiesAt);
        }

        if (project.Assembly.HasMain)
        {
            yield return Problem.Of(Rules.MainExists, project.Assembly.GlobalPropertiesAt);
        }
    }

    private static IEnumerable<Problem> Names(Project project) =>
        project.Functions
            .GroupBy(function => function.MethodName)
            .Where(group => group.Count() > 1)
            .SelectMany(group => group.Select(function => Problem.Of(
                Rules.HandlerNameNotUnique, function.At, group.Key, string.Join(", ", group.Select(one => $"{one.ClassName}.{one.MethodName}")))));

    private static IEnumerable<Problem> Function(Project project, FunctionModel function)
    {
        if ((function.Serializer ?? project.Assembly.Serializer) is null)
        {
            yield return Problem.Of(Rules.MissingSerializer, function.At, function.MethodName);
        }

        if (project.Startup is not null)
        {
            yield break;
        }

        if (function.Constructor is not { Count: 0 })
        {
            yield return Problem.Of(
                Rules.InvalidHandler, function.At, function.MethodName,
                $"is in '{function.ClassName}', whose constructor takes services that no class with [LambdaStartup] registers");
        }

        foreach (var parameter in function.Parameters.Where(parameter => parameter.Binding is Binding.Services))
        {
            yield return Problem.Of(
                Rules.CannotBind, function.At, parameter.Name, function.MethodName, "it is a service, and no class with [LambdaStartup] registers services");
        }
    }
}
