using Amazon.Batch.Model;
using BatchFunctions.Waiting;

namespace BatchFunctions.Tests.Waiting;

/// <summary>What a job asks for, whichever way its definition says it.</summary>
public sealed class WaitingNeedsTests
{
    private static (decimal Vcpus, int? MemoryMiB, int Gpus) Of(JobDetail detail)
    {
        var facts = WaitingNeeds.Of(detail);

        return (facts.Vcpus, facts.MemoryMiB, facts.Gpus);
    }

    private static List<ResourceRequirement> Asks(string vcpus, string memory) => [new() { Type = "VCPU", Value = vcpus }, new() { Type = "MEMORY", Value = memory }];

    [Fact]
    public void A_container_asks_by_its_requirements_or_by_the_members_of_old_definitions()
    {
        Assert.Equal((0.25m, 512, 1), Of(new() { Container = new() { ResourceRequirements = [.. Asks("0.25", "512"), new() { Type = "GPU", Value = "1" }] } }));
        Assert.Equal((2, 1024, 0), Of(new() { Container = new() { Vcpus = 2, Memory = 1024 } }));
    }

    [Fact]
    public void The_containers_of_a_task_and_of_a_pod_are_added_up()
    {
        Assert.Equal((3, 1536, 0), Of(new() { EcsProperties = new() { TaskProperties = [new() { Containers = [new() { ResourceRequirements = Asks("1", "512") }, new() { ResourceRequirements = Asks("2", "1024") }] }] } }));
        Assert.Equal(
            (1, 2048, 0),
            Of(new() { EksProperties = new() { PodProperties = new() { Containers = [new() { Resources = new() { Limits = new() { ["cpu"] = "1", ["memory"] = "2048Mi" } } }] } } }));
    }

    [Theory]
    [InlineData("0:", 4)]
    [InlineData(":1", 2)]
    [InlineData("1:2", 2)]
    [InlineData("3", 1)]
    public void The_nodes_of_a_multi_node_job_start_together(string range, int nodes) => Assert.Equal(
        (nodes, nodes * 512, 0),
        Of(new() { NodeProperties = new() { NumNodes = 4, MainNode = 0, NodeRangeProperties = [new() { TargetNodes = range, Container = new() { ResourceRequirements = Asks("1", "512") } }] } }));
}
