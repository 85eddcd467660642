using System.Text.Json.Serialization;

namespace BatchFunctions.Failures;

/// <summary>JSON of the failure rules.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<FailureRule>))]
internal sealed partial class FailureJson : JsonSerializerContext;
