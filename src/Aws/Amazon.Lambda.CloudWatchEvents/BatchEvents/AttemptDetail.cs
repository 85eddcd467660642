using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>One attempt of a job; times are milliseconds since 1970.</summary>
public class AttemptDetail
{
    [JsonPropertyName("container")]
    public AttemptContainerDetail Container { get; set; }

    [JsonPropertyName("startedAt")]
    public long StartedAt { get; set; }

    [JsonPropertyName("statusReason")]
    public string StatusReason { get; set; }

    [JsonPropertyName("stoppedAt")]
    public long StoppedAt { get; set; }
}
