using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>The container of a range of nodes.</summary>
public class NodeRangeProperty
{
    [JsonPropertyName("container")]
    public ContainerProperties Container { get; set; }

    [JsonPropertyName("targetNodes")]
    public string TargetNodes { get; set; }
}
