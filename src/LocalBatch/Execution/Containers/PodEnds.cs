namespace LocalBatch.Execution.Containers;

/// <summary>The ends of a pod's containers in the words of Kubernetes, which gives each a reason.</summary>
internal static class PodEnds
{
    // Kubernetes: what containerd reports of a program that it could not start (observed).
    private const int NotStarted = 128;

    /// <param name="exitCode">As the executor told it.</param>
    /// <param name="reason">In the words of ECS, or <c>null</c>.</param>
    /// <param name="hasStarted">The program was up.</param>
    public static ContainerEnd Of(string name, int? exitCode, string? reason, bool hasStarted) => (hasStarted, exitCode, reason) switch
    {
        (false, _, { } why) => new(name, exitCode ?? NotStarted, $"StartError: {why}", hasStarted),
        (_, null, _) => new(name, null, reason, hasStarted),
        (_, _, { }) => new(name, exitCode, "OOMKilled", hasStarted),
        (_, 0, _) => new(name, 0, "Completed", hasStarted),
        _ => new(name, exitCode, "Error", hasStarted),
    };
}
