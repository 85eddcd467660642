using Amazon.Lambda.Annotations.SourceGenerator.Model;
using Microsoft.CodeAnalysis;

namespace Amazon.Lambda.Annotations.SourceGenerator.Reading;

/// <summary>Reads what concerns all functions of a project.</summary>
internal static class AssemblyReader
{
    private static readonly (string Type, string Package)[] Needed =
    [
        (Names.Context, "Amazon.Lambda.Core"),
        ("Amazon.Lambda.RuntimeSupport.LambdaBootstrapBuilder", "Amazon.Lambda.RuntimeSupport"),
    ];

    public static AssemblyModel Read(Compilation compilation, CancellationToken cancellation)
    {
        var global = compilation.Assembly.Attribute(Names.GlobalProperties);
        var generateMain = global?.Named("GenerateMain")?.Value is true;
        var isExecutable = compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication;

        return new(
            generateMain,
            global is null ? null : SourceSpan.Of(global),
            SerializerReader.Read(compilation.Assembly),
            isExecutable,
            generateMain && isExecutable && compilation.GetEntryPoint(cancellation) is not null,
            new(generateMain
                ? Needed.Where(needed => compilation.GetTypeByMetadataName(needed.Type) is null).Select(needed => needed.Package)
                : []));
    }
}
