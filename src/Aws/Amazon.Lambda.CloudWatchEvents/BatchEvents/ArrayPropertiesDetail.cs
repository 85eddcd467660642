using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>The array a job is the parent or a child of.</summary>
public class ArrayPropertiesDetail
{
    [JsonPropertyName("index")]
    public int Index { get; set; }

    [JsonPropertyName("size")]
    public int Size { get; set; }

    [JsonPropertyName("statusSummary")]
    public Dictionary<string, int> StatusSummary { get; set; }
}
