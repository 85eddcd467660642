using System.Text;
using AWSSDK.ServiceGenerator.Emit;
using AWSSDK.ServiceGenerator.Model;
using AWSSDK.ServiceGenerator.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace AWSSDK.ServiceGenerator;

/// <summary>
/// Writes the .NET client of an AWS service, and what a stand-in for the service needs, from each <c>*.model.json</c>
/// among the project's additional files. With the metadata <c>ServiceNamespace</c> there is no client, and what the stand-in
/// needs is internal, in that namespace: nothing of it meets the official package.
/// </summary>
[Generator]
public sealed class ServiceGenerator : IIncrementalGenerator
{
    /// <summary>Name of the step whose output is cached while model files do not change.</summary>
    internal const string ModelStep = "Model";

    private const string ServiceNamespace = "build_metadata.AdditionalFiles.ServiceNamespace";

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    private static readonly DiagnosticDescriptor Mistake = new(
        "AWSGEN001",
        "The service model is wrong",
        "{0}",
        "ServiceModel",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    /// <inheritdoc />
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var files = context.AdditionalTextsProvider
            .Where(static file => file.Path.EndsWith(".model.json", StringComparison.Ordinal))
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (given, cancellation) => ModelFile.Read(
                given.Left.Path,
                given.Left.GetText(cancellation),
                given.Right.GetOptions(given.Left).TryGetValue(ServiceNamespace, out var space) && space.Length > 0 ? space : null))
            .WithTrackingName(ModelStep);

        context.RegisterSourceOutput(files, static (output, file) => Write(output, file));
    }

    private static void Write(SourceProductionContext output, ModelFile file)
    {
        foreach (var mistake in file.Mistakes)
        {
            var span = new TextSpan(mistake.Position, 0);
            var place = new LinePositionSpan(mistake.Place, mistake.Place);
            output.ReportDiagnostic(Diagnostic.Create(Mistake, Location.Create(file.Path, span, place), mistake.Message));
        }

        if (file.Model is { } model)
        {
            foreach (var source in ServiceEmitter.Emit(model))
            {
                output.CancellationToken.ThrowIfCancellationRequested();
                output.AddSource(source.Name, SourceText.From(source.Text, Utf8));
            }
        }
    }

    /// <summary>A model file as read; equal to another while nothing in it changed that matters here.</summary>
    private sealed record ModelFile(string Path, ServiceModel? Model, EquatableArray<PlacedMistake> Mistakes)
    {
        public static ModelFile Read(string path, SourceText? text, string? serviceNamespace)
        {
            var lines = text?.Lines;
            var (model, mistakes) = ModelReader.Read(text?.ToString() ?? "");

            return new(path, model is null ? null : model with { ServiceNamespace = serviceNamespace }, new(mistakes.Select(mistake =>
                new PlacedMistake(mistake.Position, lines?.GetLinePosition(mistake.Position) ?? default, mistake.Message))));
        }
    }

    private sealed record PlacedMistake(int Position, LinePosition Place, string Message);
}
