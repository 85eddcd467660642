namespace BatchFunctions;

/// <summary>
/// What one piece of work is about, on each of its log lines. It flows with the calls, as logging scopes do, so that a
/// line deep below has the ids without a hand that passes them on; what is learned below is on the lines above, too.
/// </summary>
internal sealed class LogScope : IDisposable
{
    private static readonly AsyncLocal<LogScope?> Innermost = new();

    private readonly LogScope? _outer = Innermost.Value;

    private string? _jobId;

    private string? _submissionId;

    private LogScope() => Innermost.Value = this;

    /// <summary>The X-Ray header of who asked for the work; the line's own <c>traceId</c> is the invocation's.</summary>
    private string? OriginTraceId { get; init; }

    /// <summary>Names and values for the lines of the work that is going on.</summary>
    public static IEnumerable<(string Name, object Value)> Fields => Innermost.Value?.Known() ?? [];

    public static LogScope Begin(string? originTraceId = null) => new() { OriginTraceId = originTraceId };

    /// <summary>Says what the work that is going on is about; what is left out stays as it was.</summary>
    public static void About(string? jobId = null, string? submissionId = null)
    {
        if (Innermost.Value is { } scope)
        {
            scope._jobId = jobId ?? scope._jobId;
            scope._submissionId = submissionId ?? scope._submissionId;
        }
    }

    public void Dispose() => Innermost.Value = _outer;

    private IEnumerable<(string Name, object Value)> Known()
    {
        if (_jobId is not null)
        {
            yield return ("jobId", _jobId);
        }

        if (_submissionId is not null)
        {
            yield return ("submissionId", _submissionId);
        }

        if (OriginTraceId is not null)
        {
            yield return ("originTraceId", OriginTraceId);
        }
    }
}
