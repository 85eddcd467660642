using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>An amount of <c>VCPU</c>, <c>MEMORY</c> or <c>GPU</c>.</summary>
public class ResourceRequirement
{
    [JsonPropertyName("type")]
    public string Type { get; set; }

    [JsonPropertyName("value")]
    public string Value { get; set; }
}
