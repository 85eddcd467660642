using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>A network interface of a multi-node job.</summary>
public class NetworkInterfaceDetail
{
    [JsonPropertyName("attachmentId")]
    public string AttachmentId { get; set; }

    [JsonPropertyName("ipv6Address")]
    public string Ipv6Address { get; set; }

    [JsonPropertyName("privateIpv4Address")]
    public string PrivateIpv4Address { get; set; }
}
