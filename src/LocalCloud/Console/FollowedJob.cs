using System.Text.Json;

namespace LocalCloud.Console;

/// <summary>A job of the manifest and what its record has said so far.</summary>
internal sealed class FollowedJob(SubmittedJob job)
{
    private readonly HashSet<(int Attempt, string Status)> _told = [];
    private DateTimeOffset _last;
    private bool _isUndecided;

    public string Name => job.JobName;

    public string? JobId => job.JobId;

    /// <summary>Status of the newest record; FAILED for a job that AWS Batch refused.</summary>
    public string Status { get; private set; } = job.JobId is null ? "FAILED" : "SUBMITTED";

    public string? Reason { get; private set; } = job.Error;

    public int? ArraySize { get; private set; }

    /// <summary>Log streams of the attempts, oldest first.</summary>
    public IReadOnlyList<string> LogStreams { get; private set; } = [];

    /// <summary>The job that stands in for this failed one.</summary>
    public string? ResubmittedAs { get; private set; }

    /// <summary>Nothing more will be told of it: a failed job may still be on its way to being resubmitted.</summary>
    public bool IsOver => Status == "SUCCEEDED" || (Status == "FAILED" && !_isUndecided);

    /// <summary>Takes in a newer record; gives the status changes that are new, oldest first; a late one once it is known.</summary>
    public IReadOnlyList<(DateTimeOffset At, string Status, string? Reason)> Update(JsonElement record)
    {
        Status = Text(record, "status") ?? Status;
        Reason = Text(record, "statusReason") ?? Reason;
        ResubmittedAs = Text(record, "resubmittedAs");
        // Of an array many jobs stand in for the failed children; it is told as it ended.
        _isUndecided = Text(record, "decision") == "PENDING"
            || (Text(record, "decision") == "RESUBMITTED" && ResubmittedAs is null && !record.TryGetProperty("arraySize", out _));
        ArraySize = record.TryGetProperty("arraySize", out var size) ? size.GetInt32() : null;
        LogStreams = [.. List(record, "attempts").Select(attempt => Text(attempt, "logStreamName")).OfType<string>()];
        return
        [
            .. List(record, "history")
                .Where(change => _told.Add((change.GetProperty("attempt").GetInt32(), Text(change, "status") ?? "?")))
                .Select(change => (At(change.GetProperty("at").GetInt64()), Text(change, "status") ?? "?", Text(change, "reason"))),
        ];
    }

    /// <summary>AWS: an event's time is in whole seconds, a job's own in milliseconds; together they would seem to run backwards.</summary>
    private DateTimeOffset At(long milliseconds)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return _last = at > _last ? at : _last;
    }

    private static JsonElement.ArrayEnumerator List(JsonElement record, string name) =>
        record.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static string? Text(JsonElement record, string name) =>
        record.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
