using System.Collections.Immutable;
using System.Text;
using Amazon.Lambda.Annotations.SourceGenerator.Model;
using Amazon.Lambda.Annotations.SourceGenerator.Reading;
using Amazon.Lambda.Annotations.SourceGenerator.Writing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Amazon.Lambda.Annotations.SourceGenerator;

/// <summary>
/// Writes a class <c>Class_Method_Generated</c> around every method with <c>[LambdaFunction]</c>, and a <c>Main</c> that
/// runs the one <c>ANNOTATIONS_HANDLER</c> names. Nothing is written while there is a mistake to report.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class LambdaFunctionGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var functions = context.SyntaxProvider.ForAttributeWithMetadataName(
            Names.LambdaFunction,
            static (node, _) => node is MethodDeclarationSyntax,
            static (found, _) => FunctionReader.Read((IMethodSymbol)found.TargetSymbol));
        var startups = context.SyntaxProvider.ForAttributeWithMetadataName(
            Names.LambdaStartup,
            static (node, _) => node is ClassDeclarationSyntax,
            static (found, _) => StartupReader.Read((INamedTypeSymbol)found.TargetSymbol));
        var assembly = context.CompilationProvider.Select(AssemblyReader.Read);

        var strays = EventReader.Attributes
            .Select(attribute => Strays(context, attribute))
            .Aggregate((some, more) => some.Combine(more).Select(static (both, _) => both.Left.AddRange(both.Right)));
        var project = functions.Collect().Combine(startups.Collect()).Combine(assembly).Combine(strays).Select(static (all, _) => new Project(
            new(all.Left.Left.Left.OrderBy(function => function.MethodName, StringComparer.Ordinal)),
            new(all.Left.Left.Right),
            all.Left.Right,
            new(all.Right)));
        context.RegisterSourceOutput(project, Write);
    }

    /// <summary>Methods that have an event and are no function.</summary>
    private static IncrementalValueProvider<ImmutableArray<Problem>> Strays(IncrementalGeneratorInitializationContext context, string attribute) =>
        context.SyntaxProvider.ForAttributeWithMetadataName(
            attribute,
            static (node, _) => node is MethodDeclarationSyntax,
            static (found, _) => EventReader.Stray((IMethodSymbol)found.TargetSymbol, found.Attributes[0])).SelectMany(static (problems, _) => problems).Collect();

    private static void Write(SourceProductionContext context, Project project)
    {
        List<Problem> problems = [.. project.Strays, .. project.Functions.SelectMany(function => function.Problems), .. ProjectChecks.Find(project)];
        problems.ForEach(problem => context.ReportDiagnostic(problem.ToDiagnostic()));
        if (problems.Count > 0 || project.Functions.Count == 0)
        {
            return;
        }

        foreach (var function in project.Functions)
        {
            Add(context, function.GeneratedName, FunctionWriter.Write(project, function));
        }

        if (project.Functions.Any(function => function.Event is EventKind.HttpApi))
        {
            Add(context, "RequestBinding", RequestBindingSource.Text);
        }

        if (project.Assembly.GenerateMain)
        {
            Add(context, "GeneratedProgram", ProgramWriter.Write(project));
        }
    }

    private static void Add(SourceProductionContext context, string name, string text) =>
        context.AddSource($"{name}.g.cs", SourceText.From(text, Encoding.UTF8));
}
