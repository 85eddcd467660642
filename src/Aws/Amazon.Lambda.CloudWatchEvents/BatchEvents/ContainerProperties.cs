using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents.BatchEvents;

/// <summary>The container of a range of nodes.</summary>
public class ContainerProperties
{
    [JsonPropertyName("command")]
    public List<string> Command { get; set; }

    [JsonPropertyName("environment")]
    public List<NameValue> Environment { get; set; }

    [JsonPropertyName("executionRoleArn")]
    public string ExecutionRoleArn { get; set; }

    [JsonPropertyName("fargatePlatformConfiguration")]
    public FargatePlatformConfiguration FargatePlatformConfiguration { get; set; }

    [JsonPropertyName("image")]
    public string Image { get; set; }

    [JsonPropertyName("instanceType")]
    public string InstanceType { get; set; }

    [JsonPropertyName("jobRoleArn")]
    public string JobRoleArn { get; set; }

    [JsonPropertyName("linuxParameters")]
    public LinuxParameters LinuxParameters { get; set; }

    [JsonPropertyName("logConfiguration")]
    public LogConfiguration LogConfiguration { get; set; }

    [JsonPropertyName("memory")]
    public int Memory { get; set; }

    [JsonPropertyName("mountPoints")]
    public List<MountPoint> MountPoints { get; set; }

    [JsonPropertyName("networkConfiguration")]
    public NetworkConfiguration NetworkConfiguration { get; set; }

    [JsonPropertyName("privileged")]
    public bool Privileged { get; set; }

    [JsonPropertyName("readonlyRootFilesystem")]
    public bool ReadonlyRootFilesystem { get; set; }

    [JsonPropertyName("resourceRequirements")]
    public List<ResourceRequirement> ResourceRequirements { get; set; }

    [JsonPropertyName("secrets")]
    public List<Secret> Secrets { get; set; }

    [JsonPropertyName("ulimits")]
    public List<Ulimit> Ulimits { get; set; }

    [JsonPropertyName("user")]
    public string User { get; set; }

    [JsonPropertyName("vcpus")]
    public int Vcpus { get; set; }

    [JsonPropertyName("volumes")]
    public List<Volume> Volumes { get; set; }
}
