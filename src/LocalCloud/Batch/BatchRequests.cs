using System.Buffers;
using System.Text;
using System.Text.Json;
using LocalCloud.Template;

namespace LocalCloud.Batch;

/// <summary>Bodies of the calls that look for, make and change resources.</summary>
internal static class BatchRequests
{
    public static string CreatePath(BatchResourceKind kind) => kind switch
    {
        BatchResourceKind.ComputeEnvironment => "/v1/createcomputeenvironment",
        BatchResourceKind.JobQueue => "/v1/createjobqueue",
        BatchResourceKind.JobDefinition => "/v1/registerjobdefinition",
        BatchResourceKind.ServiceEnvironment => "/v1/createserviceenvironment",
        BatchResourceKind.ConsumableResource => "/v1/createconsumableresource",
        _ => "/v1/createschedulingpolicy",
    };

    public static string UpdatePath(BatchResourceKind kind) => kind switch
    {
        BatchResourceKind.ComputeEnvironment => "/v1/updatecomputeenvironment",
        BatchResourceKind.JobQueue => "/v1/updatejobqueue",
        BatchResourceKind.ServiceEnvironment => "/v1/updateserviceenvironment",
        BatchResourceKind.ConsumableResource => "/v1/updateconsumableresource",
        _ => "/v1/updateschedulingpolicy",
    };

    /// <summary>Where to look, with what, and the member that lists what was found.</summary>
    public static (string Path, string Body, string Found) Describe(BatchResource resource) => resource.Kind switch
    {
        BatchResourceKind.ComputeEnvironment => ("/v1/describecomputeenvironments", $$"""{"computeEnvironments":["{{resource.Name}}"]}""", "computeEnvironments"),
        BatchResourceKind.JobQueue => ("/v1/describejobqueues", $$"""{"jobQueues":["{{resource.Name}}"]}""", "jobQueues"),
        BatchResourceKind.JobDefinition => ("/v1/describejobdefinitions", $$"""{"jobDefinitionName":"{{resource.Name}}","status":"ACTIVE"}""", "jobDefinitions"),
        BatchResourceKind.ServiceEnvironment => ("/v1/describeserviceenvironments", $$"""{"serviceEnvironments":["{{resource.Name}}"]}""", "serviceEnvironments"),
        BatchResourceKind.ConsumableResource => (
            "/v1/listconsumableresources", $$"""{"filters":[{"name":"CONSUMABLE_RESOURCE_NAME","values":["{{resource.Name}}"]}]}""", "consumableResources"),
        _ => ("/v1/describeschedulingpolicies", $$"""{"arns":["{{resource.Arn}}"]}""", "schedulingPolicies"),
    };

    /// <summary>The create request cut down to what can be changed later.</summary>
    public static string Update(BatchResource resource)
    {
        string[] kept = resource.Kind switch
        {
            BatchResourceKind.ComputeEnvironment => ["state", "unmanagedvCpus", "computeResources", "serviceRole", "context"],
            BatchResourceKind.ServiceEnvironment => ["state", "capacityLimits"],
            BatchResourceKind.JobQueue => ["state", "schedulingPolicyArn", "priority", "computeEnvironmentOrder", "serviceEnvironmentOrder", "jobStateTimeLimitActions"],
            _ => ["fairsharePolicy", "quotaSharePolicy"],
        };
        ArrayBufferWriter<byte> buffer = new();
        using var document = JsonDocument.Parse(resource.RequestJson);
        if (resource.Kind == BatchResourceKind.ConsumableResource)
        {
            // Only how much there is of it can be changed.
            var total = document.RootElement.TryGetProperty("totalQuantity", out var given) ? given.GetRawText() : "0";
            return $$"""{"consumableResource":"{{resource.Arn}}","operation":"SET","quantity":{{total}}}""";
        }

        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString(resource.Kind switch { BatchResourceKind.ComputeEnvironment => "computeEnvironment", BatchResourceKind.JobQueue => "jobQueue", BatchResourceKind.ServiceEnvironment => "serviceEnvironment", _ => "arn" }, resource.Arn);
            foreach (var member in document.RootElement.EnumerateObject().Where(member => kept.Contains(member.Name)))
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
