namespace LocalBatch.Jobs;

/// <summary>What Batch hands ECS beside the task definition when it runs a task.</summary>
internal static class EcsOverrides
{
    // AWS: a limit of ECS's, met only when the job is dispatched (user guide, service quotas).
    private const int Longest = 8192;

    // What Batch adds: its own variables and the JSON around them, roughly.
    private const int OwnLength = 400;
    private const int JsonOfToken = 3;
    private const int JsonOfVariable = 23;

    /// <summary>Whether ECS would refuse to run a task of this job.</summary>
    // AWS: the command counts after substitution, also where a submission has parameters and no overrides (observed).
    // Inferred: a command without placeholders that nobody overrides stands in the task definition and does not count.
    public static bool AreTooLong(JobSpec spec)
    {
        if (spec.Workload is { Overrides: { } overrides, Task.IsPod: not true })
        {
            return OwnLength + overrides.Length > Longest;
        }

        var command = spec.Overrides?.Command ?? spec.Definition.Container.Command;
        var sent = ParameterSubstitution.HasPlaceholder(command)
            ? ParameterSubstitution.Substitute(command, spec.EffectiveParameters)
            : spec.Overrides?.Command ?? [];

        return OwnLength
            + sent.Sum(token => token.Length + JsonOfToken)
            + (spec.Overrides?.Environment ?? []).Sum(variable => variable.Name.Length + variable.Value.Length + JsonOfVariable) > Longest;
    }
}
