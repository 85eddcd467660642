using Amazon.Lambda.Annotations.SourceGenerator.Diagnostics;
using Amazon.Lambda.Annotations.SourceGenerator.Model;
using Microsoft.CodeAnalysis;

namespace Amazon.Lambda.Annotations.SourceGenerator.Reading;

/// <summary>Finds out what a method returns, and whether its event takes that.</summary>
internal static class ResultReader
{
    public static ResultModel Read(IMethodSymbol method, EventKind kind, List<Problem> problems)
    {
        var type = method.ReturnType;
        var result = method.ReturnsVoid ? new(false, "", ResultKind.Nothing)
            : type.Is(Names.Task) ? new(true, "", ResultKind.Nothing)
            : type is INamedTypeSymbol { IsGenericType: true } named && named.OriginalDefinition.Is(Names.TaskOf) ? Value(named.TypeArguments[0], true)
            : Value(type, false);

        Check(method, kind, result, problems);
        return result;
    }

    private static ResultModel Value(ITypeSymbol type, bool awaited) => new(
        awaited,
        type.FullName(),
        type.Is(Names.Stream) ? ResultKind.Stream
            : type.Is(Names.HttpResult) ? ResultKind.HttpResult
            : type.Is(Names.HttpResponse) ? ResultKind.HttpResponse
            : ResultKind.Value);

    private static void Check(IMethodSymbol method, EventKind kind, ResultModel result, List<Problem> problems)
    {
        var at = SourceSpan.Of(method);
        if (result.Kind is ResultKind.HttpResult && kind is not EventKind.HttpApi)
        {
            problems.Add(Problem.Of(Rules.HttpResultWithoutApi, at, method.Name));
        }
        else if (Fault(method, kind, result) is { } fault)
        {
            problems.Add(Problem.Of(Rules.InvalidSignature, at, method.Name, kind.Attribute, fault));
        }

        if (method is { ReturnsVoid: true, IsAsync: true })
        {
            problems.Add(Problem.Of(Rules.InvalidHandler, at, method.Name, "is async void, so that nobody sees it end or fail; return a Task"));
        }

        if (method.ReturnType.OriginalDefinition.ToDisplayString().StartsWith("System.Threading.Tasks.ValueTask", StringComparison.Ordinal))
        {
            problems.Add(Problem.Of(Rules.InvalidHandler, at, method.Name, "returns a ValueTask; return a Task"));
        }

        if (kind is EventKind.None && !method.ReturnType.IsPublic())
        {
            problems.Add(Problem.Of(
                Rules.InvalidHandler, at, method.Name, $"returns '{method.ReturnType.ToDisplayString()}', which is not public; the class generated around it is"));
        }
    }

    private static string? Fault(IMethodSymbol method, EventKind kind, ResultModel result) => (kind, result.Kind) switch
    {
        (EventKind.Sqs, not ResultKind.Nothing) when result.Type != $"global::{Names.SqsBatchResponse}" =>
            $"returns '{method.ReturnType.ToDisplayString()}'; it returns void, Task, SQSBatchResponse or Task<SQSBatchResponse>",
        (EventKind.S3 or EventKind.Schedule, not ResultKind.Nothing) =>
            $"returns '{method.ReturnType.ToDisplayString()}', which nobody would read; it returns void or Task",
        (EventKind.HttpApi, ResultKind.Stream) => "returns a Stream; return IHttpResult, a response or a value",
        _ => null,
    };
}
