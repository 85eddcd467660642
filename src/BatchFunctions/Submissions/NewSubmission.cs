using System.Security.Cryptography;

namespace BatchFunctions.Submissions;

/// <summary>Makes the record of a manifest that was just taken in.</summary>
internal static class NewSubmission
{
    public static Submission Of(ManifestFile file, string id, int total, ReadOnlyMemory<byte> content, TimeProvider time) =>
        Of(file.Source, id, total, content, time) with { Bucket = file.Bucket, ResultKey = ResultLocation.Of(file.Key) };

    public static Submission Of(string source, string id, int total, ReadOnlyMemory<byte> content, TimeProvider time) => new()
    {
        SubmissionId = id,
        State = SubmissionState.Accepted,
        Source = source,
        Total = total,
        ContentHash = Convert.ToHexStringLower(SHA256.HashData(content.Span)),
        CreatedAt = time.GetUtcNow(),
    };
}
