namespace LocalCloud.Logs;

/// <summary>Where an event stands in its group or stream: by time, and among those of one millisecond by arrival.</summary>
internal readonly record struct LogPosition(long At, long Id) : IComparable<LogPosition>
{
    public static readonly LogPosition Start = new(long.MinValue, long.MinValue);
    public static readonly LogPosition End = new(long.MaxValue, long.MaxValue);

    public int CompareTo(LogPosition other) => At.CompareTo(other.At) is var order and not 0 ? order : Id.CompareTo(other.Id);
}

/// <summary>One event. Times in epoch milliseconds.</summary>
/// <param name="Position">Its timestamp and its number.</param>
/// <param name="Stream">Name of its stream.</param>
/// <param name="IngestedAt">When the store took it.</param>
/// <param name="Message">UTF-8, as it was written; not necessarily valid.</param>
internal readonly record struct LogEvent(LogPosition Position, string Stream, long IngestedAt, byte[] Message);

/// <summary>A log group. Times in epoch milliseconds.</summary>
internal sealed record LogGroup(long Id, string Name, long CreatedAt, int? RetentionInDays, long StoredBytes);

/// <summary>A log stream; the times of its events are <c>null</c> while it has none.</summary>
internal sealed record LogStream(long Id, string Name, long CreatedAt, long? FirstAt, long? LastAt, long? LastIngestedAt);
