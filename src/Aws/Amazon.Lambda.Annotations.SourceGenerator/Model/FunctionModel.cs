namespace Amazon.Lambda.Annotations.SourceGenerator.Model;

/// <summary>A method with <c>[LambdaFunction]</c>: what has to be known to write its wrapper.</summary>
internal sealed record FunctionModel
{
    public required string Namespace { get; init; }

    public required string ClassName { get; init; }

    /// <summary>With <c>global::</c>.</summary>
    public required string ClassFullName { get; init; }

    public required string MethodName { get; init; }

    public required EventKind Event { get; init; }

    public required ResultModel Result { get; init; }

    public required EquatableArray<ParameterModel> Parameters { get; init; }

    /// <summary>Types of the handler class's only public constructor; <c>null</c> where there are several.</summary>
    public required EquatableArray<string>? Constructor { get; init; }

    /// <summary>Serializer named at the method; <c>null</c> where the assembly's holds.</summary>
    public required string? Serializer { get; init; }

    public required SourceSpan? At { get; init; }

    public required EquatableArray<Problem> Problems { get; init; }

    public string GeneratedName => $"{ClassName}_{MethodName}_Generated";

    public string GeneratedFullName => Namespace.Length == 0 ? $"global::{GeneratedName}" : $"global::{Namespace}.{GeneratedName}";

    /// <summary>Type of the payload; a stream where the handler takes none.</summary>
    public string InputType => Event switch
    {
        EventKind.HttpApi => $"global::{Names.HttpRequest}",
        _ => Parameters.FirstOrDefault(parameter => parameter.Binding is Binding.Input)?.Type ?? $"global::{Names.Stream}",
    };

    /// <summary>Type of what the wrapper returns, without its task; empty where it returns nothing.</summary>
    public string OutputType => (Event, Result.Kind) switch
    {
        (_, ResultKind.Nothing) when Event is not EventKind.HttpApi => "",
        (EventKind.HttpApi, ResultKind.HttpResult or ResultKind.Stream) => $"global::{Names.Stream}",
        (EventKind.HttpApi, _) => $"global::{Names.HttpResponse}",
        _ => Result.Type,
    };
}
