namespace BatchFunctions.Submissions;

/// <summary>What AWS Batch made of one job of a submission: either an id or a refusal.</summary>
/// <param name="Row">Position in dependency order, from 0.</param>
internal sealed record SubmissionRow(string SubmissionId, int Row, string JobName, string? JobId, string? Error);
