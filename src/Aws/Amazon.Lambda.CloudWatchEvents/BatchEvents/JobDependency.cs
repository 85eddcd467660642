using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>A job that this one waits for.</summary>
public class JobDependency
{
    [JsonPropertyName("jobId")]
    public string JobId { get; set; }

    [JsonPropertyName("type")]
    public string Type { get; set; }
}
