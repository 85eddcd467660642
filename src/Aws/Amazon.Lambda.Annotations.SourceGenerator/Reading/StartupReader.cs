using Amazon.Lambda.Annotations.SourceGenerator.Diagnostics;
using Amazon.Lambda.Annotations.SourceGenerator.Model;
using Microsoft.CodeAnalysis;

namespace Amazon.Lambda.Annotations.SourceGenerator.Reading;

/// <summary>Reads a class with <c>[LambdaStartup]</c>.</summary>
internal static class StartupReader
{
    public static StartupModel Read(INamedTypeSymbol type)
    {
        var configure = type.GetMembers("ConfigureServices").OfType<IMethodSymbol>().FirstOrDefault();
        string?[] faults =
        [
            type.IsAbstract || type.IsStatic || type.IsGenericType ? "cannot be created: it is abstract, static or generic" : null,
            type.IsAbstract || type.InstanceConstructors.Any(constructor => constructor.Parameters.Length == 0 && constructor.DeclaredAccessibility is Accessibility.Public)
                ? null
                : "has no public constructor without parameters",
            configure is null ? "has no method 'void ConfigureServices(IServiceCollection services)'" : Fault(configure),
        ];

        return new(
            type.FullName(),
            SourceSpan.Of(type),
            new(faults.Where(fault => fault is not null).Select(fault => Problem.Of(Rules.InvalidStartup, SourceSpan.Of(type), type.Name, fault!))));
    }

    private static string? Fault(IMethodSymbol configure) =>
        configure.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal) ? "a 'ConfigureServices' that is not public"
        : configure.IsStatic ? "a 'ConfigureServices' that is static; make it an instance method"
        : !configure.ReturnsVoid ? "a 'ConfigureServices' that returns something; it returns void"
        : configure.Parameters.Length != 1 || !configure.Parameters[0].Type.Is(Names.ServiceCollection)
            ? "a 'ConfigureServices' with other parameters; it takes one IServiceCollection"
            : null;
}
