using System.Text.Json;

namespace LocalCloud.Console;

/// <summary>Asks why a job has not started. Not at once: most start in the next moment.</summary>
internal sealed class WaitingLook(IJobRecords records, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, DateTimeOffset> _next = new(StringComparer.Ordinal);

    /// <returns>The sentence; <c>null</c> where there is none now.</returns>
    public async Task<string?> FindAsync(FollowedJob job, JsonElement record, CancellationToken cancellation)
    {
        if (job is not { Status: "PENDING" or "RUNNABLE" or "STARTING", JobId: { } id })
        {
            return null;
        }

        var now = time.GetUtcNow();
        var isBlocked = record.Text("blockedReason") is not null && job.Waiting is null;
        if (_next.TryAdd(id, now + Patience) | now < _next[id] && !isBlocked)
        {
            return job.Waiting;
        }

        _next[id] = now + Patience;
        using var waiting = await records.FindWaitingAsync(id, cancellation);

        return waiting?.RootElement.Text("sentence");
    }
}
