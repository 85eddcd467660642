using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents;

/// <summary>The envelope of every Amazon EventBridge event.</summary>
/// <typeparam name="T">What the source says about the change.</typeparam>
public class CloudWatchEvent<T>
{
    [JsonPropertyName("version")]
    public string Version { get; set; }

    [JsonPropertyName("account")]
    public string Account { get; set; }

    [JsonPropertyName("region")]
    public string Region { get; set; }

    [JsonPropertyName("detail")]
    public T Detail { get; set; }

    [JsonPropertyName("detail-type")]
    public string DetailType { get; set; }

    [JsonPropertyName("source")]
    public string Source { get; set; }

    /// <summary>When the source emitted the event, UTC.</summary>
    [JsonPropertyName("time")]
    public DateTime Time { get; set; }

    [JsonPropertyName("id")]
    public string Id { get; set; }

    [JsonPropertyName("resources")]
    public List<string> Resources { get; set; }
}
