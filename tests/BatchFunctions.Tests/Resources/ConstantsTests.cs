using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Batch;
using Amazon.Runtime;
using BatchFunctions.Wire;

namespace BatchFunctions.Tests.Resources;

/// <summary>The constants of AWS Batch are texts in every body and answer, whichever SDK the functions are built with.</summary>
public sealed class ConstantsTests
{
    [Fact]
    public void Every_constant_class_of_the_SDK_has_a_converter() =>
        Assert.Equal(
            typeof(AmazonBatchClient).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(ConstantClass))).Select(type => type.FullName).Order(StringComparer.Ordinal),
            BatchConstants.Converters.Select(converter => converter.Type?.FullName).Order(StringComparer.Ordinal));

    [Fact]
    public void No_constant_is_an_object_wherever_it_stands()
    {
        JsonTypeInfo[] roots =
        [
            BatchJson.Instance.SubmitJobRequest, BatchJson.Instance.JobDetail, BatchJson.Instance.CreateComputeEnvironmentRequest,
            BatchJson.Instance.UpdateComputeEnvironmentRequest, BatchJson.Instance.ComputeEnvironmentDetail, BatchJson.Instance.CreateJobQueueRequest,
            BatchJson.Instance.UpdateJobQueueRequest, BatchJson.Instance.JobQueueDetail, BatchJson.Instance.RegisterJobDefinitionRequest,
            BatchJson.Instance.JobDefinition,
        ];
        var known = new Dictionary<Type, JsonTypeInfo>();
        var open = new Queue<JsonTypeInfo>(roots);
        while (open.TryDequeue(out var shape))
        {
            if (known.TryAdd(shape.Type, shape))
            {
                var inner = shape.Properties.Select(property => property.PropertyType).Append(shape.ElementType).OfType<Type>();
                inner.ToList().ForEach(type => open.Enqueue(BatchJson.Instance.Options.GetTypeInfo(type)));
            }
        }

        var constants = known.Values.Where(shape => shape.Type.IsSubclassOf(typeof(ConstantClass))).ToList();
        Assert.Contains(constants, shape => shape.Type == typeof(CRType));
        Assert.Equal([], constants.Where(shape => shape.Kind != JsonTypeInfoKind.None).Select(shape => shape.Type.Name));
    }

    [Fact]
    public void A_constant_that_the_SDK_does_not_know_is_taken_and_told_as_it_is()
    {
        const string Given = """{"computeEnvironmentName":"ce","type":"MANAGED","computeResources":{"type":"TOMORROW"}}""";

        var read = JsonSerializer.Deserialize(Given, BatchJson.Instance.ComputeEnvironmentDetail);

        Assert.Equal("TOMORROW", read?.ComputeResources.Type.Value);
        Assert.Equal(Given, JsonSerializer.Serialize(read, BatchJson.Instance.ComputeEnvironmentDetail));
    }
}
