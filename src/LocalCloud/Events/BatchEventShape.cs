namespace LocalCloud.Events;

/// <summary>Which members of AWS Batch's job events are no values, so that a pattern cannot ask whether they are there.</summary>
internal static class BatchEventShape
{
    // AWS: the structures, maps and lists of structures among the members of JobDetail, which the events of jobs carry (API_JobDetail).
    private static readonly HashSet<string> Branches = new(StringComparer.Ordinal)
    {
        "detail", "detail.arrayProperties", "detail.attempts", "detail.consumableResourceProperties", "detail.container", "detail.dependsOn",
        "detail.ecsProperties", "detail.eksAttempts", "detail.eksProperties", "detail.nodeDetails", "detail.nodeProperties",
        "detail.parameters", "detail.retryStrategy", "detail.tags", "detail.timeout",
    };

    /// <param name="name">A field of a pattern, its parts joined by dots.</param>
    public static bool IsBranch(string name) => Branches.Contains(name);
}
