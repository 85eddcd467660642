namespace BatchFunctions.Failures;

/// <summary>What a next try has otherwise than the failed one; <c>null</c> leaves it as it was.</summary>
internal sealed record Changes(string? JobQueue, decimal? Vcpus, int? MemoryMiB)
{
    public static readonly Changes None = new(null, null, null);
}
