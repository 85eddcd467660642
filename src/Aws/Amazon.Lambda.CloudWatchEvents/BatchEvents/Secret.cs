using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>A variable of the container whose value is kept elsewhere.</summary>
public class Secret
{
    [JsonPropertyName("name")]
    public string Name { get; set; }

    [JsonPropertyName("valueFrom")]
    public string ValueFrom { get; set; }
}
