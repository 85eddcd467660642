using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Batch.Model;
using Amazon.Runtime;

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
[JsonSerializable(typeof(CreateSchedulingPolicyRequest))]
[JsonSerializable(typeof(UpdateSchedulingPolicyRequest))]
[JsonSerializable(typeof(List<SchedulingPolicyDetail>))]
[JsonSerializable(typeof(CreateConsumableResourceRequest))]
[JsonSerializable(typeof(UpdateConsumableResourceRequest))]
[JsonSerializable(typeof(List<ConsumableResourceSummary>))]
[JsonSerializable(typeof(DescribedConsumableResource))]
[JsonSerializable(typeof(List<ListJobsByConsumableResourceSummary>))]
[JsonSerializable(typeof(CreateServiceEnvironmentRequest))]
[JsonSerializable(typeof(UpdateServiceEnvironmentRequest))]
[JsonSerializable(typeof(List<ServiceEnvironmentDetail>))]
[JsonSerializable(typeof(CreateQuotaShareRequest))]
[JsonSerializable(typeof(UpdateQuotaShareRequest))]
[JsonSerializable(typeof(List<QuotaShareDetail>))]
[JsonSerializable(typeof(DescribedQuotaShare))]
[JsonSerializable(typeof(SubmitServiceJobRequest))]
[JsonSerializable(typeof(DescribedServiceJob))]
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

/// <summary>
/// A converter for each constant class of the Batch SDK, so that none has to be made by reflection. The list is written
/// from the SDK itself when the functions are compiled.
/// </summary>
internal static partial class BatchConstants
{
    public static IReadOnlyList<JsonConverter> Converters { get; } = All();

    private static partial IReadOnlyList<JsonConverter> All();
}

/// <summary>Reads and writes a constant class of the SDK as the string it stands for.</summary>
internal sealed class ConstantConverter<T>(Func<string, T> make) : JsonConverter<T>
    where T : ConstantClass
{
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } value ? make(value) : null;

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
