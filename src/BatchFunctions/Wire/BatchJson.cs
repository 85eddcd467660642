using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Batch.Model;

namespace BatchFunctions.Wire;

/// <summary>
/// JSON of AWS Batch's own requests and answers, in AWS's field names, generated from the SDK's classes: what the SDK
/// learns to send, the HTTP API and the manifests learn with it.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SubmitJobRequest))]
[JsonSerializable(typeof(JobDetail))]
[JsonSerializable(typeof(CreateComputeEnvironmentRequest))]
[JsonSerializable(typeof(UpdateComputeEnvironmentRequest))]
[JsonSerializable(typeof(List<ComputeEnvironmentDetail>))]
[JsonSerializable(typeof(CreateJobQueueRequest))]
[JsonSerializable(typeof(UpdateJobQueueRequest))]
[JsonSerializable(typeof(List<JobQueueDetail>))]
[JsonSerializable(typeof(RegisterJobDefinitionRequest))]
[JsonSerializable(typeof(List<JobDefinition>))]
internal sealed partial class BatchJson : JsonSerializerContext
{
    /// <summary>The context with the constant classes as strings.</summary>
    public static BatchJson Instance { get; } = Create();

    private static BatchJson Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        };
        foreach (var converter in BatchConstants.Converters)
        {
            options.Converters.Add(converter);
        }

        return new BatchJson(options);
    }
}
