namespace Amazon.Lambda.Annotations.SourceGenerator.Model;

/// <summary>What a handler returns.</summary>
/// <param name="IsAwaited">A task.</param>
/// <param name="Type">Full name of the value, without its task; empty where there is none.</param>
/// <param name="Kind">What is to be done with the value.</param>
internal sealed record ResultModel(bool IsAwaited, string Type, ResultKind Kind);

/// <summary>What is to be done with a handler's value.</summary>
internal enum ResultKind
{
    Nothing,
    Stream,
    HttpResult,
    HttpResponse,
    Value,
}
