using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Aws.Tests.Sdk.Generator;

/// <summary>What the generator writes compiles as it is, with every warning on.</summary>
public sealed class CompileTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("Toys.Api")]
    public void The_small_model_compiles_without_a_warning(string? serviceNamespace)
    {
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        var sources = Run(serviceNamespace).Sources.Select(source => CSharpSyntaxTree.ParseText(source.Value, options, source.Key));

        // The shared runtime shows its internals to the assembly of this name.
        var compilation = CSharpCompilation.Create(
            "AWSSDK.EventBridge", sources, References(), new(OutputKind.DynamicallyLinkedLibrary, warningLevel: 9999, specificDiagnosticOptions: Unified));

        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Hidden));
    }

    [Fact]
    public void A_stand_in_for_the_service_shows_nothing_of_it_and_has_no_client()
    {
        var sources = Run("Toys.Api").Sources;

        Assert.All(sources.Values, source =>
        {
            Assert.Matches(@"(?m)^namespace Toys\.Api(\.\w+)?;$", source);
            Assert.DoesNotMatch(@"(?m)^public ", source);
        });
        Assert.DoesNotContain(sources.Keys, name => name.Contains("Client", StringComparison.Ordinal) || name.Contains("Exception", StringComparison.Ordinal));
    }

    private static GeneratorRun Run(string? serviceNamespace) =>
        new(serviceNamespace, [("small.model.json", SnapshotTests.Resource("small.model.json"))]);

    // AWSSDK.Core was built against .NET 8; MSBuild never shows that either.
    private static IEnumerable<KeyValuePair<string, ReportDiagnostic>> Unified { get; } = [new("CS1701", ReportDiagnostic.Suppress)];

    private static IEnumerable<MetadataReference> References() =>
        (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "").Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) != "AWSSDK.EventBridge.dll")
            .Select(path => MetadataReference.CreateFromFile(path));
}
