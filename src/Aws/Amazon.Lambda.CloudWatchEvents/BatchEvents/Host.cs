using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>A folder of the host as a volume.</summary>
public class Host
{
    [JsonPropertyName("sourcePath")]
    public string SourcePath { get; set; }
}
