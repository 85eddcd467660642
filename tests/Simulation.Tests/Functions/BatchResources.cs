using Amazon.Runtime;
using LocalBatch.Api;
using LocalBatch.Api.Model;
using Simulation.Tests.Cloud;
using Simulation.Tests.Kernel;

namespace Simulation.Tests.Functions;

/// <summary>What an operator sets up first: two compute environments, three queues, one of them with shares, two consumable resources and one job definition.</summary>
internal sealed class BatchResources(SimulatedEngine engine, World world)
{
    public bool AreThere { get; private set; }

    public async Task CreateAsync()
    {
        await CallAsync(Environment("on-demand", CRType.EC2, 6));
        await CallAsync(Environment("cheap", CRType.SPOT, 4));
        await world.PauseAsync(TimeSpan.FromSeconds(2));
        await CallAsync(Queue("default", 1, "on-demand"));
        await CallAsync(Queue("spot", 2, "cheap", "on-demand"));
        await CallAsync(new CreateSchedulingPolicyRequest
        {
            Name = "fair",
            FairsharePolicy = new()
            {
                ComputeReservation = 10,
                ShareDecaySeconds = 60,
                ShareDistribution = [new() { ShareIdentifier = "a", WeightFactor = 0.5F }, new() { ShareIdentifier = "team*", WeightFactor = 2 }],
            },
        });
        var fair = Queue("fair", 1, "on-demand");
        fair.SchedulingPolicyArn = "arn:aws:batch:us-east-1:123456789012:scheduling-policy/fair";
        await CallAsync(fair);
        await CallAsync(new CreateConsumableResourceRequest { ConsumableResourceName = "seats", TotalQuantity = 3 });
        await CallAsync(new CreateConsumableResourceRequest { ConsumableResourceName = "tickets", TotalQuantity = 100_000, ResourceType = "NON_REPLENISHABLE" });
        await CallAsync(new RegisterJobDefinitionRequest
        {
            JobDefinitionName = "job",
            Type = JobDefinitionType.Container,
            ContainerProperties = new()
            {
                Image = "busybox",
                ResourceRequirements = [new() { Type = "VCPU", Value = "1" }, new() { Type = "MEMORY", Value = "128" }],
            },
        });
        AreThere = true;
    }

    private static CreateComputeEnvironmentRequest Environment(string name, CRType type, int maxVcpus) => new()
    {
        ComputeEnvironmentName = name,
        Type = CEType.MANAGED,
        ComputeResources = new()
        {
            Type = type,
            MinvCpus = 0,
            MaxvCpus = maxVcpus,
            InstanceTypes = ["m5.large"],
            InstanceRole = "ecsInstanceRole",
            SpotIamFleetRole = type == CRType.SPOT ? "fleet" : null,
            Subnets = ["subnet-1"],
            SecurityGroupIds = ["sg-1"],
        },
    };

    private static CreateJobQueueRequest Queue(string name, int priority, params string[] environments) => new()
    {
        JobQueueName = name,
        Priority = priority,
        ComputeEnvironmentOrder = [.. environments.Select((environment, n) => new ComputeEnvironmentOrder { Order = n + 1, ComputeEnvironment = environment })],
    };

    /// <summary>Until it is done: the engine may die in between.</summary>
    private async Task CallAsync(AmazonWebServiceRequest request)
    {
        while (true)
        {
            try
            {
                await engine.CallAsync(request);

                return;
            }
            catch (HttpRequestException)
            {
                await world.PauseAsync(TimeSpan.FromSeconds(1));
            }
            catch (LocalBatch.Operations.ClientException exception) when (exception.Message.Contains("already exists", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
            catch (LocalBatch.Operations.ClientException exception) when (exception.Message.Contains("created and valid", StringComparison.Ordinal))
            {
                await world.PauseAsync(TimeSpan.FromSeconds(1));
            }
        }
    }
}
