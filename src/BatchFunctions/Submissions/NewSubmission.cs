using System.Security.Cryptography;

namespace BatchFunctions.Submissions;

/// <summary>Makes the record of a manifest that was just taken in.</summary>
internal static class NewSubmission
{
    public static Submission Of(ManifestFile file, string id, int total, ReadOnlyMemory<byte> content, TimeProvider time) =>
        Of(file.Source, id, total, content, time) with { Bucket = file.Bucket, ResultKey = ResultLocation.Of(file.Key) };

    /// <param name="hash">The same for all that is equal as JSON.</param>
    public static Submission Of(string source, string id, int total, ReadOnlyMemory<byte> content, string hash, TimeProvider time)
    {
        var submission = Of(source, id, total, content, time);

        return submission with { ContentHash = hash, BytesHash = submission.ContentHash };
    }

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
