using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>Linux settings of a container; sizes are MiB.</summary>
public class LinuxParameters
{
    [JsonPropertyName("devices")]
    public List<Device> Devices { get; set; }

    [JsonPropertyName("initProcessEnabled")]
    public bool InitProcessEnabled { get; set; }

    [JsonPropertyName("maxSwap")]
    public int MaxSwap { get; set; }

    [JsonPropertyName("sharedMemorySize")]
    public int SharedMemorySize { get; set; }

    [JsonPropertyName("swappiness")]
    public int Swappiness { get; set; }

    [JsonPropertyName("tmpfs")]
    public List<Tmpfs> Tmpfs { get; set; }
}
