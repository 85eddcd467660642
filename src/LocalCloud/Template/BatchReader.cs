using System.Buffers;
using System.Text;
using System.Text.Json;

namespace LocalCloud.Template;

/// <summary>Reads <c>AWS::Batch::*</c> into bodies of the operations that create them.</summary>
internal sealed class BatchReader(ResourceValues values, BatchShapes shapes, List<TemplateError> errors)
{
    public BatchResource Read(DeclaredResource resource, TemplateNode.Mapping properties)
    {
        var (kind, shape, nameMember) = Describe(resource.Type);
        var name = values.Name(resource);
        var given = properties.Entries.Where(entry => !IsOfCloudFormationOnly(kind, entry.Key) && !IsNothing(entry) && entry.Key != ResourceTypes.NameProperty(resource.Type));
        var body = new TemplateNode.Mapping([.. given.Select(Cleaned), new(nameMember, new TemplateNode.Scalar(name, IsPlain: false, resource.Line), resource.Line)], resource.Line);
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            shapes.Write(writer, body, shape, resource.LogicalId, errors);
        }

        return new(resource.LogicalId, kind, name, values.Arn(resource), Encoding.UTF8.GetString(buffer.WrittenSpan), resource.Line);
    }

    private static (BatchResourceKind Kind, string Shape, string NameMember) Describe(string type) => type switch
    {
        "AWS::Batch::ComputeEnvironment" => (BatchResourceKind.ComputeEnvironment, "CreateComputeEnvironmentRequest", "computeEnvironmentName"),
        "AWS::Batch::JobQueue" => (BatchResourceKind.JobQueue, "CreateJobQueueRequest", "jobQueueName"),
        "AWS::Batch::JobDefinition" => (BatchResourceKind.JobDefinition, "RegisterJobDefinitionRequest", "jobDefinitionName"),
        "AWS::Batch::ServiceEnvironment" => (BatchResourceKind.ServiceEnvironment, "CreateServiceEnvironmentRequest", "serviceEnvironmentName"),
        "AWS::Batch::ConsumableResource" => (BatchResourceKind.ConsumableResource, "CreateConsumableResourceRequest", "consumableResourceName"),
        _ => (BatchResourceKind.SchedulingPolicy, "CreateSchedulingPolicyRequest", "name"),
    };

    // AWS: how CloudFormation updates the resource, no part of it (AWS::Batch::ComputeEnvironment).
    private static bool IsOfCloudFormationOnly(BatchResourceKind kind, string property) =>
        kind == BatchResourceKind.ComputeEnvironment && property is "ReplaceComputeEnvironment" or "UpdatePolicy"
        || kind == BatchResourceKind.JobDefinition && property is "ResourceRetentionPolicy";

    // Seen: the API refuses them empty, CloudFormation leaves them out.
    private static bool IsNothing(TemplateNode.Entry entry) =>
        entry is { Key: "RetryStrategy" or "Timeout", Value: TemplateNode.Mapping { Entries.Count: 0 } };

    private static TemplateNode.Entry Cleaned(TemplateNode.Entry entry) =>
        entry is { Key: "ComputeResources", Value: TemplateNode.Mapping resources }
            ? entry with { Value = resources with { Entries = [.. resources.Entries.Where(inner => inner.Key != "UpdateToLatestImageVersion")] } }
            : entry;
}
