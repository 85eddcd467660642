using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>A volume of the container.</summary>
public class Volume
{
    [JsonPropertyName("efsVolumeConfiguration")]
    public EFSVolumeConfiguration EfsVolumeConfiguration { get; set; }

    [JsonPropertyName("host")]
    public Host Host { get; set; }

    [JsonPropertyName("name")]
    public string Name { get; set; }
}
