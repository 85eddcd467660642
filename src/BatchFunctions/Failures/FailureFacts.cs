namespace BatchFunctions.Failures;

/// <summary>What a FAILED job tells of its end.</summary>
/// <param name="StatusReason">AWS Batch's reason.</param>
/// <param name="Reasons">The container runtime's reasons in the last attempt, one a container.</param>
/// <param name="ExitCode">The main container's; <c>null</c> where it never ran or its host vanished.</param>
internal sealed record FailureFacts(
    string? StatusReason, IReadOnlyList<string> Reasons, int? ExitCode, bool IsCancelled, bool IsTerminated);
