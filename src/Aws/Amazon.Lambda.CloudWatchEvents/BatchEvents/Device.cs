using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>A device of the host that the container sees.</summary>
public class Device
{
    [JsonPropertyName("containerPath")]
    public string ContainerPath { get; set; }

    [JsonPropertyName("hostPath")]
    public string HostPath { get; set; }

    [JsonPropertyName("permissions")]
    public List<string> Permissions { get; set; }
}
