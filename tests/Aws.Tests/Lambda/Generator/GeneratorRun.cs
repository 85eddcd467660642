using Amazon.Lambda.Annotations.SourceGenerator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Aws.Tests.Lambda.Generator;

/// <summary>The generator run on a source, and what the compiler says of both.</summary>
internal sealed record GeneratorRun(IReadOnlyList<Diagnostic> Mistakes, IReadOnlyDictionary<string, string> Files, IReadOnlyList<Diagnostic> CompilerErrors)
{
    /// <summary>Opens every source: what the handlers below need, and a serializer.</summary>
    private const string Head = """
        using System.Collections.Generic;
        using System.IO;
        using System.Threading.Tasks;
        using Amazon.Lambda.Annotations;
        using Amazon.Lambda.Annotations.APIGateway;
        using Amazon.Lambda.Annotations.S3;
        using Amazon.Lambda.Annotations.SQS;
        using Amazon.Lambda.Annotations.Schedule;
        using Amazon.Lambda.APIGatewayEvents;
        using Amazon.Lambda.CloudWatchEvents.ScheduledEvents;
        using Amazon.Lambda.Core;
        using Amazon.Lambda.S3Events;
        using Amazon.Lambda.Serialization.SystemTextJson;
        using Amazon.Lambda.SQSEvents;
        using Microsoft.Extensions.DependencyInjection;

        """;

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !path.EndsWith("Aws.Tests.dll", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public const string Serializer = "[assembly: LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<Jobs.Json>))]\n";

    public const string Json = """

        namespace Jobs
        {
            [System.Text.Json.Serialization.JsonSerializable(typeof(string))]
            internal sealed class Json(System.Text.Json.JsonSerializerOptions options) : System.Text.Json.Serialization.JsonSerializerContext(options)
            {
                protected override System.Text.Json.JsonSerializerOptions GeneratedSerializerOptions => null!;

                public override System.Text.Json.Serialization.Metadata.JsonTypeInfo GetTypeInfo(System.Type type) => null!;
            }
        }
        """;

    /// <summary>Runs on handlers in the namespace <c>Jobs</c>, in an assembly that names a serializer.</summary>
    public static GeneratorRun Of(string handlers, string assemblyAttributes = Serializer, OutputKind kind = OutputKind.DynamicallyLinkedLibrary)
    {
        var tree = CSharpSyntaxTree.ParseText(
            $"{Head}{assemblyAttributes}\n{handlers}\n{Json}", CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp14), "Handlers.cs", cancellationToken: TestContext.Current.CancellationToken);
        var before = CSharpCompilation.Create("bootstrap", [tree], References, new(kind, nullableContextOptions: NullableContextOptions.Enable));

        CSharpGeneratorDriver.Create([new LambdaFunctionGenerator().AsSourceGenerator()], parseOptions: (CSharpParseOptions)tree.Options)
            .RunGeneratorsAndUpdateCompilation(before, out var after, out var mistakes, TestContext.Current.CancellationToken);

        return new(
            mistakes,
            after.SyntaxTrees.Skip(1).ToDictionary(file => Path.GetFileName(file.FilePath), file => file.ToString()),
            [.. after.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity is DiagnosticSeverity.Error)]);
    }
}
