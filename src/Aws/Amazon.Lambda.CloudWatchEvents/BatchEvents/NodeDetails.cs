using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>Which node of a multi-node job this is.</summary>
public class NodeDetails
{
    [JsonPropertyName("isMainNode")]
    public bool IsMainNode { get; set; }

    [JsonPropertyName("nodeIndex")]
    public int NodeIndex { get; set; }
}
