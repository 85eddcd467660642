using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>An Amazon EFS file system as a volume.</summary>
public class EFSVolumeConfiguration
{
    [JsonPropertyName("authorizationConfig")]
    public EFSAuthorizationConfig AuthorizationConfig { get; set; }

    [JsonPropertyName("fileSystemId")]
    public string FileSystemId { get; set; }

    [JsonPropertyName("rootDirectory")]
    public string RootDirectory { get; set; }

    [JsonPropertyName("transitEncryption")]
    public string TransitEncryption { get; set; }

    [JsonPropertyName("transitEncryptionPort")]
    public int TransitEncryptionPort { get; set; }
}
