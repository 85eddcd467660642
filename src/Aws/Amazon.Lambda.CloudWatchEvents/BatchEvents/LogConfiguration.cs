using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>Where the container writes its log.</summary>
public class LogConfiguration
{
    [JsonPropertyName("logDriver")]
    public string LogDriver { get; set; }

    [JsonPropertyName("options")]
    public Dictionary<string, string> Options { get; set; }

    [JsonPropertyName("secretOptions")]
    public List<Secret> SecretOptions { get; set; }
}
