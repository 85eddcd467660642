namespace BatchFunctions.Failures;

/// <summary>Resources of the next try.</summary>
/// <param name="Vcpus">Only where they have to change with the memory, as on Fargate.</param>
/// <param name="IsAtCeiling">More memory is needed than the rule allows.</param>
internal sealed record NextSize(decimal? Vcpus, int MemoryMiB, bool IsAtCeiling);
