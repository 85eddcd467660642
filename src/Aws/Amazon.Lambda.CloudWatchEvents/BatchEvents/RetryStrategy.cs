using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>How often a job is tried, and which exits count.</summary>
public class RetryStrategy
{
    [JsonPropertyName("attempts")]
    public int Attempts { get; set; }

    [JsonPropertyName("evaluateOnExit")]
    public List<EvaluateOnExit> EvaluateOnExit { get; set; }
}
