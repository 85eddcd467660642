using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>A limit of the container.</summary>
public class Ulimit
{
    [JsonPropertyName("hardLimit")]
    public int HardLimit { get; set; }

    [JsonPropertyName("name")]
    public string Name { get; set; }

    [JsonPropertyName("softLimit")]
    public int SoftLimit { get; set; }
}
