using System.Text.Json;

namespace LocalCloud.Lineages;

/// <summary>The job that an event of AWS Batch tells of.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsOver">It is SUCCEEDED or FAILED: no event of it, or of a child, follows.</param>
internal sealed record ToldJob(string Id, bool IsOver)
{
    /// <returns><c>null</c> where the event tells of something else.</returns>
    public static ToldJob? Of(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var detail = document.RootElement.GetProperty("detail");

        return detail.TryGetProperty("jobId", out var id) && id.GetString() is { } jobId
            ? new(jobId, detail.TryGetProperty("status", out var status) && status.GetString() is "SUCCEEDED" or "FAILED")
            : null;
    }
}
