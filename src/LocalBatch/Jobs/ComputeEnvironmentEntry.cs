using LocalBatch.Api.Model;

namespace LocalBatch.Jobs;

/// <summary>A compute environment: what the scheduler sees of it, and all that was said of it.</summary>
/// <param name="environment">State and status live here.</param>
internal sealed class ComputeEnvironmentEntry(ComputeEnvironment environment, ComputeEnvironmentDetail detail)
{
    public ComputeEnvironment Environment => environment;

    /// <summary>As it was created and updated; state and status in it are those of the last write.</summary>
    public ComputeEnvironmentDetail Detail => detail;
}
