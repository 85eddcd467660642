namespace Support.RuntimeApi;

/// <summary>What a runtime posted.</summary>
/// <param name="Path">Behind <c>/2018-06-01/runtime/</c>, such as <c>invocation/ID/response</c>.</param>
/// <param name="Body">As text.</param>
/// <param name="Headers">By name, in any case.</param>
public sealed record RuntimeAnswer(string Path, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public bool IsError => Path.EndsWith("/error", StringComparison.Ordinal);
}
