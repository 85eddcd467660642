using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>What a Batch job state-change event says of its job; times are milliseconds since 1970, 0 where not yet reached.</summary>
public class Job
{
    [JsonPropertyName("arrayProperties")]
    public ArrayPropertiesDetail ArrayProperties { get; set; }

    [JsonPropertyName("attempts")]
    public List<AttemptDetail> Attempts { get; set; }

    [JsonPropertyName("container")]
    public ContainerDetail Container { get; set; }

    [JsonPropertyName("createdAt")]
    public long CreatedAt { get; set; }

    [JsonPropertyName("dependsOn")]
    public List<JobDependency> DependsOn { get; set; }

    [JsonPropertyName("jobArn")]
    public string JobArn { get; set; }

    [JsonPropertyName("jobDefinition")]
    public string JobDefinition { get; set; }

    [JsonPropertyName("jobId")]
    public string JobId { get; set; }

    [JsonPropertyName("jobName")]
    public string JobName { get; set; }

    [JsonPropertyName("jobQueue")]
    public string JobQueue { get; set; }

    [JsonPropertyName("nodeDetails")]
    public NodeDetails NodeDetails { get; set; }

    [JsonPropertyName("nodeProperties")]
    public NodeProperties NodeProperties { get; set; }

    [JsonPropertyName("parameters")]
    public Dictionary<string, string> Parameters { get; set; }

    [JsonPropertyName("platformCapabilities")]
    public List<string> PlatformCapabilities { get; set; }

    [JsonPropertyName("propagateTags")]
    public bool PropagateTags { get; set; }

    [JsonPropertyName("retryStrategy")]
    public RetryStrategy RetryStrategy { get; set; }

    [JsonPropertyName("startedAt")]
    public long StartedAt { get; set; }

    [JsonPropertyName("status")]
    public string Status { get; set; }

    [JsonPropertyName("statusReason")]
    public string StatusReason { get; set; }

    [JsonPropertyName("stoppedAt")]
    public long StoppedAt { get; set; }

    [JsonPropertyName("tags")]
    public Dictionary<string, string> Tags { get; set; }

    [JsonPropertyName("timeout")]
    public JobTimeout Timeout { get; set; }
}
