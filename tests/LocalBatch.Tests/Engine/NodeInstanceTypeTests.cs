using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Engine;

/// <summary>Nodes that name the instance type of their hosts.</summary>
public sealed class NodeInstanceTypeTests
{
    [Theory]
    [InlineData(""" "instanceTypes": ["m5.xlarge"], """, "")]
    [InlineData("", """ "instanceType": "m5.xlarge", """)]
    public async Task Each_node_gets_a_host_of_the_type_that_its_range_names(string ofRange, string ofContainer)
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 16);
        var job = await SubmitAsync(local, ofRange, ofContainer);
        var main = await local.Executor.NextAsync();

        var hosts = await local.Engine.ListHostsAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["m5.xlarge", "m5.xlarge"], hosts.Select(host => host.InstanceType));
        main.Start();
        (await local.Executor.NextAsync()).Exit(0);
        main.Exit(0);
        await local.UntilAsync(job, "SUCCEEDED");
    }

    [Fact]
    public async Task A_type_that_no_environment_of_the_queue_offers_lets_the_job_wait_with_the_reason()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 16);

        var job = await SubmitAsync(local, """ "instanceTypes": ["p4d.24xlarge"], """, "");
        await local.QuietAsync();

        var waiting = await local.DescribeAsync(job);
        Assert.Equal("RUNNABLE", waiting.Text("status"));
        Assert.StartsWith("MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT", waiting.Text("statusReason"), StringComparison.Ordinal);
    }

    private static async Task<string> SubmitAsync(LocalEngine local, string ofRange, string ofContainer)
    {
        await local.CallAsync("RegisterJobDefinition", $$"""
            {"jobDefinitionName": "nodes", "type": "multinode", "nodeProperties": {"numNodes": 2, "mainNode": 0, "nodeRangeProperties": [{"targetNodes": "0:", {{ofRange}}
             "container": {"image": "busybox", "command": ["true"], {{ofContainer}} "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "128"}]} }]} }
            """);

        return await local.SubmitAsync(definition: "nodes");
    }
}
