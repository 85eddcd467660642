using System.Text.Json.Serialization;

namespace Bench.HotPaths;

/// <summary>The members of SubmitJob that the benchmark sends, as plain classes.</summary>
internal sealed class PeerSubmission
{
    public string? JobName { get; set; }

    public string? JobQueue { get; set; }

    public string? JobDefinition { get; set; }

    public PeerArray? ArrayProperties { get; set; }

    public List<PeerDependency>? DependsOn { get; set; }

    public Dictionary<string, string>? Parameters { get; set; }

    public PeerOverrides? ContainerOverrides { get; set; }

    public PeerRetry? RetryStrategy { get; set; }

    public PeerTimeout? Timeout { get; set; }

    public bool? PropagateTags { get; set; }

    public Dictionary<string, string>? Tags { get; set; }

    internal sealed record PeerArray(int Size);

    internal sealed record PeerDependency(string JobId, string? Type);

    internal sealed record PeerOverrides(List<string>? Command, List<PeerPair>? Environment, List<PeerRequirement>? ResourceRequirements);

    internal sealed record PeerPair(string Name, string Value);

    internal sealed record PeerRequirement(string Type, string Value);

    internal sealed record PeerRetry(int Attempts, List<PeerRule>? EvaluateOnExit);

    internal sealed record PeerRule(string? OnStatusReason, string? OnReason, string? OnExitCode, string Action);

    internal sealed record PeerTimeout(int AttemptDurationSeconds);
}

/// <summary>System.Text.Json's generated reader and writer for it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PeerSubmission))]
internal sealed partial class PeerJson : JsonSerializerContext;
