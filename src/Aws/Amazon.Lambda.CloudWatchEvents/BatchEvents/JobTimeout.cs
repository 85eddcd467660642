using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>How long an attempt may take, in seconds.</summary>
public class JobTimeout
{
    [JsonPropertyName("attemptDurationSeconds")]
    public int AttemptDurationSeconds { get; set; }
}
