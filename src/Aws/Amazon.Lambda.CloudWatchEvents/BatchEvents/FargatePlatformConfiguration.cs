using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>The AWS Fargate platform version of a job.</summary>
public class FargatePlatformConfiguration
{
    [JsonPropertyName("platformVersion")]
    public string PlatformVersion { get; set; }
}
