using LocalCloud.Lineages;
using LocalCloud.Template;

namespace LocalCloud.Lambda;

/// <summary>Decides whether an event may still reach a function, or is one of a loop (Lambda's recursive loop detection).</summary>
internal static class LoopGuard
{
    /// <summary>AWS: the error that Lambda gives whoever would go on with a loop (API_Invoke).</summary>
    public const string ErrorCode = "RecursiveInvocationException";

    // Differs: AWS counts through SQS, SNS, S3 and Lambda only; here a rule of EventBridge is a way round like these.
    public static bool Stops(FunctionResource function, Lineage lineage) => !function.AllowsLoops && lineage.IsLoopOf(function.Name);

    /// <summary>What is told of a stopped event, and what can be done about the loop.</summary>
    /// <param name="function">The function that is not invoked.</param>
    /// <param name="lineage">How often which function had to do with the event.</param>
    /// <param name="trigger">What brought the event, by its ARN.</param>
    public static string Reason(FunctionResource function, Lineage lineage, string trigger) =>
        $"{function.LogicalId} is in a loop: it has worked {lineage.CountOf(function.Name)} times on what led to this event ({lineage}), which came from {trigger}, and is not invoked again. "
        + $"Let it write elsewhere than where it is triggered from, or narrow the trigger's prefix or pattern; if the loop is meant, set RecursiveLoop: Allow on {function.LogicalId} in the template";
}

/// <summary>The function would go on with a loop; it was not invoked.</summary>
internal sealed class LoopException(FunctionResource function, Lineage lineage) : Exception($"{function.LogicalId} is in a loop ({lineage}).")
{
    /// <param name="trigger">What brought the event.</param>
    public string Reason(string trigger) => LoopGuard.Reason(function, lineage, trigger);
}
