using System.Text.Json.Serialization;

namespace BatchFunctions.Failures;

/// <summary>JSON of the failure rules, and of what they decided.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<FailureRule>))]
[JsonSerializable(typeof(StoredVerdict))]
[JsonSerializable(typeof(DependencyFates))]
internal sealed partial class FailureJson : JsonSerializerContext;
