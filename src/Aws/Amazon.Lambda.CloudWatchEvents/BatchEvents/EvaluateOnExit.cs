using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>A rule of a retry strategy.</summary>
public class EvaluateOnExit
{
    [JsonPropertyName("action")]
    public string Action { get; set; }

    [JsonPropertyName("onExitCode")]
    public string OnExitCode { get; set; }

    [JsonPropertyName("onReason")]
    public string OnReason { get; set; }

    [JsonPropertyName("onStatusReason")]
    public string OnStatusReason { get; set; }
}
