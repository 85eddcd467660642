using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using AWSSDK.ServiceGenerator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Aws.Tests.Sdk.Generator;

/// <summary>The service generator over model files given as text.</summary>
internal sealed class GeneratorRun
{
    private CSharpCompilation _compilation = CSharpCompilation.Create("Toys");
    private GeneratorDriver _driver;

    public GeneratorRun(params (string Path, string Text)[] files)
        : this(null, files)
    {
    }

    /// <param name="serviceNamespace">The metadata of the same name of each file; <c>null</c> where none has it.</param>
    /// <param name="files">The model files.</param>
    public GeneratorRun(string? serviceNamespace, (string Path, string Text)[] files) => _driver = CSharpGeneratorDriver
        .Create(
            [new ServiceGenerator().AsSourceGenerator()],
            files.Select(file => (AdditionalText)new TextFile(file.Path, file.Text)),
            optionsProvider: new Metadata(serviceNamespace),
            driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true))
        .RunGenerators(_compilation, TestContext.Current.CancellationToken);

    public ImmutableArray<Diagnostic> Diagnostics => _driver.GetRunResult().Diagnostics;

    public IReadOnlyDictionary<string, string> Sources => _driver.GetRunResult().Results.Single().GeneratedSources
        .ToDictionary(source => source.HintName, source => source.SourceText.ToString());

    /// <summary>Why each output of the last run is as it is: new, unchanged, taken from the cache.</summary>
    public IReadOnlyList<IncrementalStepRunReason> Reasons => [.. _driver.GetRunResult().Results.Single().TrackedOutputSteps
        .SelectMany(step => step.Value)
        .SelectMany(step => step.Outputs)
        .Select(output => output.Reason)];

    public void AddCode(string code)
    {
        _compilation = _compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(code, cancellationToken: TestContext.Current.CancellationToken));
        _driver = _driver.RunGenerators(_compilation, TestContext.Current.CancellationToken);
    }

    public void ReplaceFile(string path, string text) =>
        _driver = _driver.ReplaceAdditionalTexts([new TextFile(path, text)]).RunGenerators(_compilation, TestContext.Current.CancellationToken);

    private sealed class Metadata(string? serviceNamespace) : AnalyzerConfigOptionsProvider
    {
        private readonly AnalyzerConfigOptions _options = new Options(serviceNamespace);

        public override AnalyzerConfigOptions GlobalOptions => _options;

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => _options;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => _options;
    }

    private sealed class Options(string? serviceNamespace) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = key == "build_metadata.AdditionalFiles.ServiceNamespace" ? serviceNamespace : null;

            return value is not null;
        }
    }

    private sealed class TextFile(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
