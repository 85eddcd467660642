using System.Text.Json;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Lifecycles;

/// <summary>A kind of resource as Terraform's provider and CloudFormation's handlers look after one: the calls they make, in our words.</summary>
internal sealed record ManagedResource
{
    private const string Prefix = "arn:aws:batch:us-east-1:123456789012:";

    public required string Kind { get; init; }

    public required string Arn { get; init; }

    /// <summary>Operation and body; <c>TAGS</c> stands where tags go.</summary>
    public required (string Operation, string Body) Create { get; init; }

    public required (string Operation, string Body) Read { get; init; }

    /// <summary>The member of the answer that lists what was found; empty where the answer is the resource itself.</summary>
    public string Found { get; init; } = "";

    /// <summary>What the provider compares after it has created: members and their JSON.</summary>
    public required (string Member, string Json)[] Created { get; init; }

    public required (string Operation, string Body) Update { get; init; }

    public required (string Member, string Json)[] Updated { get; init; }

    /// <summary>What has to be asked for before it can be deleted; waited for.</summary>
    public (string Operation, string Body)? Disable { get; init; }

    public required (string Operation, string Body) Delete { get; init; }

    public static IReadOnlyList<ManagedResource> All { get; } =
    [
        new()
        {
            Kind = "compute environment",
            Arn = Prefix + "compute-environment/tf",
            Create = ("CreateComputeEnvironment", """
                {"computeEnvironmentName": "tf", "type": "MANAGED", "state": "ENABLED", "serviceRole": "arn:aws:iam::123456789012:role/batch", "computeResources":
                 {"type": "EC2", "minvCpus": 0, "maxvCpus": 16, "instanceRole": "arn:aws:iam::123456789012:instance-profile/ecs", "instanceTypes": ["c4.large"],
                  "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]}TAGS}
                """),
            Read = ("DescribeComputeEnvironments", """{"computeEnvironments": ["tf"]}"""),
            Found = "computeEnvironments",
            Created = [("state", "\"ENABLED\""), ("status", "\"VALID\""), ("statusReason", "\"ComputeEnvironment Healthy\""), ("serviceRole", "\"arn:aws:iam::123456789012:role/batch\"")],
            Update = ("UpdateComputeEnvironment", """{"computeEnvironment": "tf", "computeResources": {"maxvCpus": 32}, "serviceRole": "arn:aws:iam::123456789012:role/other"}"""),
            Updated = [("serviceRole", "\"arn:aws:iam::123456789012:role/other\""), ("status", "\"VALID\"")],
            Disable = ("UpdateComputeEnvironment", """{"computeEnvironment": "tf", "state": "DISABLED"}"""),
            Delete = ("DeleteComputeEnvironment", """{"computeEnvironment": "tf"}"""),
        },
        new()
        {
            Kind = "job queue",
            Arn = Prefix + "job-queue/tf",
            Create = ("CreateJobQueue", """
                {"jobQueueName": "tf", "priority": 1, "state": "ENABLED", "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": "arn:aws:batch:us-east-1:123456789012:compute-environment/ce"}]TAGS}
                """),
            Read = ("DescribeJobQueues", """{"jobQueues": ["arn:aws:batch:us-east-1:123456789012:job-queue/tf"]}"""),
            Found = "jobQueues",
            Created = [("priority", "1"), ("state", "\"ENABLED\""), ("status", "\"VALID\""), ("computeEnvironmentOrder", """[{"order":1,"computeEnvironment":"arn:aws:batch:us-east-1:123456789012:compute-environment/ce"}]""")],
            Update = ("UpdateJobQueue", """{"jobQueue": "arn:aws:batch:us-east-1:123456789012:job-queue/tf", "priority": 2, "state": "DISABLED"}"""),
            Updated = [("priority", "2"), ("state", "\"DISABLED\"")],
            Disable = ("UpdateJobQueue", """{"jobQueue": "tf", "state": "DISABLED"}"""),
            Delete = ("DeleteJobQueue", """{"jobQueue": "tf"}"""),
        },
        new()
        {
            Kind = "scheduling policy",
            Arn = Prefix + "scheduling-policy/tf",
            Create = ("CreateSchedulingPolicy", """
                {"name": "tf", "fairsharePolicy": {"computeReservation": 1, "shareDecaySeconds": 3600, "shareDistribution": [{"shareIdentifier": "A1*", "weightFactor": 0.1}]}TAGS}
                """),
            Read = ("DescribeSchedulingPolicies", """{"arns": ["arn:aws:batch:us-east-1:123456789012:scheduling-policy/tf"]}"""),
            Found = "schedulingPolicies",
            Created = [("name", "\"tf\""), ("fairsharePolicy", """{"shareDecaySeconds":3600,"computeReservation":1,"shareDistribution":[{"shareIdentifier":"A1*","weightFactor":0.1}]}""")],
            Update = ("UpdateSchedulingPolicy", """
                {"arn": "arn:aws:batch:us-east-1:123456789012:scheduling-policy/tf", "fairsharePolicy": {"computeReservation": 1, "shareDecaySeconds": 3600,
                 "shareDistribution": [{"shareIdentifier": "A1*", "weightFactor": 0.1}, {"shareIdentifier": "A2", "weightFactor": 0.2}]}}
                """),
            Updated = [("fairsharePolicy", """{"shareDecaySeconds":3600,"computeReservation":1,"shareDistribution":[{"shareIdentifier":"A1*","weightFactor":0.1},{"shareIdentifier":"A2","weightFactor":0.2}]}""")],
            Delete = ("DeleteSchedulingPolicy", """{"arn": "arn:aws:batch:us-east-1:123456789012:scheduling-policy/tf"}"""),
        },
        new()
        {
            Kind = "consumable resource",
            Arn = Prefix + "consumable-resource/tf",
            Create = ("CreateConsumableResource", """{"consumableResourceName": "tf", "totalQuantity": 123, "resourceType": "REPLENISHABLE"TAGS}"""),
            Read = ("DescribeConsumableResource", """{"consumableResource": "arn:aws:batch:us-east-1:123456789012:consumable-resource/tf"}"""),
            Created = [("totalQuantity", "123"), ("inUseQuantity", "0"), ("availableQuantity", "123"), ("resourceType", "\"REPLENISHABLE\"")],
            Update = ("UpdateConsumableResource", """{"consumableResource": "arn:aws:batch:us-east-1:123456789012:consumable-resource/tf", "operation": "SET", "quantity": 7}"""),
            Updated = [("totalQuantity", "7"), ("availableQuantity", "7")],
            Delete = ("DeleteConsumableResource", """{"consumableResource": "arn:aws:batch:us-east-1:123456789012:consumable-resource/tf"}"""),
        },
        new()
        {
            Kind = "service environment",
            Arn = Prefix + "service-environment/tf",
            Create = ("CreateServiceEnvironment", """
                {"serviceEnvironmentName": "tf", "serviceEnvironmentType": "SAGEMAKER_TRAINING", "state": "ENABLED", "capacityLimits": [{"maxCapacity": 10, "capacityUnit": "NUM_INSTANCES"}]TAGS}
                """),
            Read = ("DescribeServiceEnvironments", """{"serviceEnvironments": ["tf"]}"""),
            Found = "serviceEnvironments",
            Created = [("state", "\"ENABLED\""), ("status", "\"VALID\""), ("capacityLimits", """[{"maxCapacity":10,"capacityUnit":"NUM_INSTANCES"}]""")],
            Update = ("UpdateServiceEnvironment", """{"serviceEnvironment": "arn:aws:batch:us-east-1:123456789012:service-environment/tf", "capacityLimits": [{"maxCapacity": 20, "capacityUnit": "NUM_INSTANCES"}]}"""),
            Updated = [("capacityLimits", """[{"maxCapacity":20,"capacityUnit":"NUM_INSTANCES"}]""")],
            Disable = ("UpdateServiceEnvironment", """{"serviceEnvironment": "tf", "state": "DISABLED"}"""),
            Delete = ("DeleteServiceEnvironment", """{"serviceEnvironment": "tf"}"""),
        },
        new()
        {
            Kind = "quota share",
            Arn = Prefix + "job-queue/sm/quota-share/tf",
            Create = ("CreateQuotaShare", """
                {"quotaShareName": "tf", "jobQueue": "sm", "capacityLimits": [{"maxCapacity": 1, "capacityUnit": "ml.m5.large"}],
                 "resourceSharingConfiguration": {"strategy": "RESERVE"}, "preemptionConfiguration": {"inSharePreemption": "DISABLED"}TAGS}
                """),
            Read = ("DescribeQuotaShare", """{"quotaShareArn": "arn:aws:batch:us-east-1:123456789012:job-queue/sm/quota-share/tf"}"""),
            Created = [("state", "\"ENABLED\""), ("status", "\"VALID\""), ("resourceSharingConfiguration", """{"strategy":"RESERVE"}""")],
            Update = ("UpdateQuotaShare", """
                {"quotaShareArn": "arn:aws:batch:us-east-1:123456789012:job-queue/sm/quota-share/tf", "resourceSharingConfiguration": {"strategy": "LEND_AND_BORROW", "borrowLimit": 50}}
                """),
            Updated = [("resourceSharingConfiguration", """{"strategy":"LEND_AND_BORROW","borrowLimit":50}""")],
            Disable = ("UpdateQuotaShare", """{"quotaShareArn": "arn:aws:batch:us-east-1:123456789012:job-queue/sm/quota-share/tf", "state": "DISABLED"}"""),
            Delete = ("DeleteQuotaShare", """{"quotaShareArn": "arn:aws:batch:us-east-1:123456789012:job-queue/sm/quota-share/tf"}"""),
        },
    ];

    /// <summary>The resource as it is described; <c>null</c> where it is not there, or told to be gone.</summary>
    public async Task<JsonElement?> FindAsync(LocalEngine local)
    {
        if (Found.Length == 0)
        {
            var response = await local.SendAsync(Read.Operation, Read.Body);
            var answer = JsonElement.Parse(response.Body.Span);
            if (response.StatusCode == 200)
            {
                return answer;
            }

            // What a provider takes for "not found".
            Assert.Equal(("ClientException", $"{Arn} does not exist"), (response.ErrorType, answer.Text("message")));

            return null;
        }

        var found = (await local.CallAsync(Read.Operation, Read.Body)).GetProperty(Found).EnumerateArray().ToList();

        return found.Count == 0 || (found[0].Has("status") && found[0].Text("status") == "DELETED") ? null : Assert.Single(found);
    }
}
