using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>Network settings of a Fargate job.</summary>
public class NetworkConfiguration
{
    [JsonPropertyName("assignPublicIp")]
    public string AssignPublicIp { get; set; }
}
