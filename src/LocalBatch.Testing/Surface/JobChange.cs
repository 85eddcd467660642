using System.Text.Json;
using LocalBatch.Events;

namespace LocalBatch.Testing;

/// <summary>An event <c>Batch Job State Change</c>, as EventBridge has it.</summary>
/// <param name="EventId">The envelope's id: the same where an event comes twice.</param>
/// <param name="JobId">Job id; for a child of an array <c>parent:index</c>.</param>
/// <param name="JobName">The job's name.</param>
/// <param name="Status">In AWS's capitals.</param>
/// <param name="StatusReason">Why; <c>null</c> where AWS Batch says nothing.</param>
/// <param name="ExitCode">Of the container; <c>null</c> where there is none.</param>
/// <param name="Json">The whole envelope, to be handed to a handler of events.</param>
public sealed record JobChange(string EventId, string JobId, string JobName, string Status, string? StatusReason, int? ExitCode, string Json)
{
    /// <returns><c>null</c> for an event of another kind.</returns>
    internal static JobChange? Read(JobEventEnvelope envelope)
    {
        using var document = JsonDocument.Parse(envelope.Json);
        var root = document.RootElement;
        if (root.GetProperty("detail-type").GetString() != "Batch Job State Change")
        {
            return null;
        }

        var detail = root.GetProperty("detail");

        return new(
            envelope.Id,
            detail.GetProperty("jobId").GetString() ?? "",
            detail.GetProperty("jobName").GetString() ?? "",
            detail.GetProperty("status").GetString() ?? "",
            detail.TryGetProperty("statusReason", out var reason) ? reason.GetString() : null,
            detail.TryGetProperty("container", out var container) && container.TryGetProperty("exitCode", out var code) ? code.GetInt32() : null,
            System.Text.Encoding.UTF8.GetString(envelope.Json.Span));
    }
}
