using System.Text.Json.Serialization;

namespace BatchFunctions.Submissions;

/// <summary>JSON of the submit queue.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(QueuedMessage))]
internal sealed partial class SubmissionJson : JsonSerializerContext;
