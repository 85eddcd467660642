using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>The nodes of a multi-node job.</summary>
public class NodeProperties
{
    [JsonPropertyName("mainNode")]
    public int MainNode { get; set; }

    [JsonPropertyName("nodeRangeProperties")]
    public List<NodeRangeProperty> NodeRangeProperties { get; set; }

    [JsonPropertyName("numNodes")]
    public int NumNodes { get; set; }
}
