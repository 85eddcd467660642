using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>Where a volume appears in the container.</summary>
public class MountPoint
{
    [JsonPropertyName("containerPath")]
    public string ContainerPath { get; set; }

    [JsonPropertyName("readOnly")]
    public bool ReadOnly { get; set; }

    [JsonPropertyName("sourceVolume")]
    public string SourceVolume { get; set; }
}
