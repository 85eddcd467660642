using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>How the container may reach an Amazon EFS file system.</summary>
public class EFSAuthorizationConfig
{
    [JsonPropertyName("accessPointId")]
    public string AccessPointId { get; set; }

    [JsonPropertyName("iam")]
    public string Iam { get; set; }
}
