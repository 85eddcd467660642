using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Engine;

/// <summary>Consumable resources that the ranges of a multi-node job name.</summary>
public sealed class NodeConsumablesTests
{
    [Theory]
    [InlineData(5, "STARTING", 5)]
    [InlineData(4, "RUNNABLE", 0)]
    public async Task A_job_starts_once_there_is_enough_for_all_its_nodes_at_once(int quantity, string status, int inUse)
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 16);
        await local.CallAsync("CreateConsumableResource", $$"""{"consumableResourceName": "seats", "totalQuantity": {{quantity}}}""");
        const string node = """ "container": {"image": "busybox", "command": ["true"], "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "128"}]} """;
        await local.CallAsync("RegisterJobDefinition", $$"""
            {"jobDefinitionName": "nodes", "type": "multinode", "nodeProperties": {"numNodes": 3, "mainNode": 0, "nodeRangeProperties": [
             {"targetNodes": "0:0", "consumableResourceProperties": {"consumableResourceList": [{"consumableResource": "seats", "quantity": 1}]}, {{node}} },
             {"targetNodes": "1:2", "consumableResourceProperties": {"consumableResourceList": [{"consumableResource": "seats", "quantity": 2}]}, {{node}} }]} }
            """);

        var job = await local.SubmitAsync(definition: "nodes");
        await local.QuietAsync();

        Assert.Equal(status, await local.StatusAsync(job));
        Assert.Equal(inUse, (await local.CallAsync("DescribeConsumableResource", """{"consumableResource": "seats"}""")).GetProperty("inUseQuantity").GetInt32());
        if (inUse > 0)
        {
            var main = await local.Executor.NextAsync();
            main.Exit(0);
            await local.UntilAsync(job, "SUCCEEDED");
            Assert.Equal(0, (await local.CallAsync("DescribeConsumableResource", """{"consumableResource": "seats"}""")).GetProperty("inUseQuantity").GetInt32());
        }
    }
}
