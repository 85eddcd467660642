using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>The container of one attempt; <c>ExitCode</c> is 0 also where the container never ran.</summary>
public class AttemptContainerDetail
{
    [JsonPropertyName("containerInstanceArn")]
    public string ContainerInstanceArn { get; set; }

    [JsonPropertyName("exitCode")]
    public int ExitCode { get; set; }

    [JsonPropertyName("logStreamName")]
    public string LogStreamName { get; set; }

    [JsonPropertyName("networkInterfaces")]
    public List<NetworkInterfaceDetail> NetworkInterfaces { get; set; }

    [JsonPropertyName("reason")]
    public string Reason { get; set; }

    [JsonPropertyName("taskArn")]
    public string TaskArn { get; set; }
}
