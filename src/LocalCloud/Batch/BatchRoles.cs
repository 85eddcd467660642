using LocalCloud.Gateway;

namespace LocalCloud.Batch;

/// <summary>The roles that a caller hands over to a service, which wants iam:PassRole; and what else registering is judged by.</summary>
internal static class BatchRoles
{
    private const string Containers = "ecs-tasks.amazonaws.com";

    public static IReadOnlyList<Demand> OfJobDefinition(ServiceCall call)
    {
        var container = call.In("containerProperties");
        var log = container.In("logConfiguration");
        var options = log.In("options");
        // AWS: the condition keys of a job definition (service authorization reference, AWS Batch).
        var keyed = BatchPermissions.Created(call, "RegisterJobDefinition", "job-definition/", "jobDefinitionName").Select(demand => demand.Action != "batch:RegisterJobDefinition" ? demand : demand
            .With("batch:Image", container.TextIfAny("image"))
            .With("batch:User", container.TextIfAny("user"))
            .With("batch:Privileged", container.Word("privileged"))
            .With("batch:LogDriver", log.TextIfAny("logDriver"))
            .With("batch:AWSLogsGroup", options.TextIfAny("awslogs-group"))
            .With("batch:AWSLogsRegion", options.TextIfAny("awslogs-region"))
            .With("batch:AWSLogsStreamPrefix", options.TextIfAny("awslogs-stream-prefix"))
            .With("batch:AWSLogsCreateGroup", options.TextIfAny("awslogs-create-group")));
        var roles = Holders(call).SelectMany(holder => (string?[])[holder.TextIfAny("jobRoleArn"), holder.TextIfAny("taskRoleArn"), holder.TextIfAny("executionRoleArn")]);

        return [.. keyed, .. roles.OfType<string>().Where(role => role.Length > 0).Distinct().Select(role => Pass(call, role, Containers))];
    }

    public static IEnumerable<Demand> OfComputeEnvironment(ServiceCall call)
    {
        var resources = call.In("computeResources");
        (string? Role, string Service)[] roles =
        [
            (call.TextIfAny("serviceRole"), "batch.amazonaws.com"),
            (InstanceRole(resources.TextIfAny("instanceRole")), "ec2.amazonaws.com"),
            (resources.TextIfAny("spotIamFleetRole"), "spotfleet.amazonaws.com"),
        ];

        return roles.Where(role => !string.IsNullOrEmpty(role.Role)).Select(role => Pass(call, role.Role ?? "", role.Service));
    }

    // Of a container, of the tasks of ECS, and of the nodes of a job with many.
    private static IEnumerable<ServiceCall> Holders(ServiceCall owner) =>
    [
        owner.In("containerProperties"), .. owner.In("ecsProperties").Items("taskProperties"),
        .. owner.In("nodeProperties").Items("nodeRangeProperties").SelectMany(range => (ServiceCall[])[range.In("container"), .. range.In("ecsProperties").Items("taskProperties")]),
    ];

    // Inferred: the role in an instance profile has the profile's name and path, as the console makes it.
    private static string? InstanceRole(string? profile) => profile?.Replace(":instance-profile/", ":role/", StringComparison.Ordinal);

    private static Demand Pass(ServiceCall call, string role, string service) => new Demand(
        "iam:PassRole", role.StartsWith("arn:", StringComparison.Ordinal) ? role : $"arn:aws:iam::{call.Account.AccountId}:role/{role}").With("iam:PassedToService", service);
}
