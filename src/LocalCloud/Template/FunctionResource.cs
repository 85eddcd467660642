namespace LocalCloud.Template;

/// <summary>A function and what triggers it beside buckets and rules.</summary>
internal sealed record FunctionResource
{
    public required string LogicalId { get; init; }

    /// <summary>The physical name: ARN, log group and the variable AWS_LAMBDA_FUNCTION_NAME have it.</summary>
    public required string Name { get; init; }

    public required string Arn { get; init; }

    /// <summary>The role it runs under: the template's, or the one that the SAM transform would make.</summary>
    public required string RoleArn { get; init; }

    public required string Handler { get; init; }

    public FunctionCode Code { get; init; } = FunctionCode.Bootstrap;

    public FunctionCommand Command { get; init; } = FunctionCommand.Bootstrap;

    public required TimeSpan Timeout { get; init; }

    public required int MemoryMiB { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Most invocations at once; <c>null</c> where nothing is reserved.</summary>
    public int? ReservedConcurrentExecutions { get; init; }

    public required FunctionLogging Logging { get; init; }

    public required AsyncInvocationRules Async { get; init; }

    /// <summary><c>RecursiveLoop: Allow</c>: the function may trigger itself for ever.</summary>
    public bool AllowsLoops { get; init; }

    public IReadOnlyList<HttpRoute> Routes { get; init; } = [];

    public IReadOnlyList<QueueSource> Queues { get; init; } = [];
}

/// <param name="IsJson"><c>LogFormat: JSON</c>.</param>
/// <param name="ApplicationLevel">Least level of the function's own lines, such as <c>INFO</c>.</param>
/// <param name="Group">Log group, <c>/aws/lambda/NAME</c> unless the template names another.</param>
internal sealed record FunctionLogging(bool IsJson, string? ApplicationLevel, string Group);

/// <summary>What happens to an event whose function fails.</summary>
/// <param name="MaximumRetryAttempts">0 to 2.</param>
/// <param name="MaximumEventAge">After it an event is given up, 1 minute to 6 hours.</param>
/// <param name="OnFailureArn">Queue or bus that gets the event with its outcome, or <c>null</c>.</param>
/// <param name="DeadLetterArn">Queue that gets the bare event, or <c>null</c>.</param>
internal sealed record AsyncInvocationRules(
    int MaximumRetryAttempts, TimeSpan MaximumEventAge, string? OnFailureArn, string? DeadLetterArn)
{
    // AWS: two retries, six hours (Lambda developer guide, asynchronous invocation).
    public static readonly AsyncInvocationRules Default = new(2, TimeSpan.FromHours(6), null, null);
}

/// <param name="Method">Upper case; <c>ANY</c> for every method.</param>
/// <param name="Path">As in the template: <c>/jobs/{jobId}</c>, <c>/{proxy+}</c>; <c>$default</c> for what nothing else takes.</param>
/// <param name="Timeout">At most 30 s.</param>
internal sealed record HttpRoute(string Method, string Path, TimeSpan Timeout)
{
    /// <summary>The route key, such as <c>GET /jobs/{jobId}</c>.</summary>
    public string Key => Path == "$default" ? Path : $"{Method} {Path}";

    /// <summary>It is there for what no other route takes.</summary>
    public bool TakesAnything => Path == "$default" || Path.EndsWith("+}", StringComparison.Ordinal);
}

/// <summary>A queue read for a function (event source mapping).</summary>
/// <param name="QueueArn">Source.</param>
/// <param name="BatchSize">Most messages in one event, 1 to 10,000.</param>
/// <param name="Window">How long an incomplete batch may wait.</param>
/// <param name="ReportsItemFailures">The function says which messages of a batch failed.</param>
/// <param name="MaximumConcurrency">Most batches at once, 2 to 1,000, or <c>null</c>.</param>
internal sealed record QueueSource(string QueueArn, int BatchSize, TimeSpan Window, bool ReportsItemFailures, int? MaximumConcurrency);
