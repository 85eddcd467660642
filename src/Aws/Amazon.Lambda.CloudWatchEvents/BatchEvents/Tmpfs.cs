using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>A file system in memory; size in MiB.</summary>
public class Tmpfs
{
    [JsonPropertyName("containerPath")]
    public string ContainerPath { get; set; }

    [JsonPropertyName("mountOptions")]
    public List<string> MountOptions { get; set; }

    [JsonPropertyName("size")]
    public int Size { get; set; }
}
