using Amazon.Batch;
using BatchFunctions.Tests.Adapters;
using BatchFunctions.Waiting;

namespace BatchFunctions.Tests.Waiting;

public sealed class BatchQueueLookTests
{
    private const string Queues = """
        {"jobQueues":[
          {"jobQueueName":"default","jobQueueArn":"arn:aws:batch:us-east-1:1:job-queue/default","state":"ENABLED","status":"VALID","priority":1,
           "computeEnvironmentOrder":[{"order":2,"computeEnvironment":"arn:aws:batch:us-east-1:1:compute-environment/spot"},{"order":1,"computeEnvironment":"arn:aws:batch:us-east-1:1:compute-environment/fargate"}]},
          {"jobQueueName":"urgent","jobQueueArn":"arn:aws:batch:us-east-1:1:job-queue/urgent","state":"ENABLED","status":"VALID","priority":10,
           "computeEnvironmentOrder":[{"order":1,"computeEnvironment":"arn:aws:batch:us-east-1:1:compute-environment/fargate"}]},
          {"jobQueueName":"apart","jobQueueArn":"arn:aws:batch:us-east-1:1:job-queue/apart","state":"ENABLED","status":"VALID","priority":99,
           "computeEnvironmentOrder":[{"order":1,"computeEnvironment":"arn:aws:batch:us-east-1:1:compute-environment/other"}]}]}
        """;

    private const string Environments = """
        {"computeEnvironments":[
          {"computeEnvironmentName":"spot","state":"DISABLED","status":"VALID","computeResources":{"type":"FARGATE_SPOT","maxvCpus":8,"subnets":[]}},
          {"computeEnvironmentName":"fargate","state":"ENABLED","status":"VALID","computeResources":{"type":"EC2","instanceTypes":["m5.large","m5.xlarge"],"maxvCpus":16,"subnets":[]}}]}
        """;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    private static string Snapshot(double used, params IEnumerable<string> jobIds) => $$$"""
        {"frontOfQueue":{"jobs":[{{{string.Join(',', jobIds.Select(id => $$"""{"jobArn":"arn:aws:batch:us-east-1:1:job/{{id}}"}"""))}}}]},
         "queueUtilization":{"totalCapacityUsage":[{"capacityUnit":"VCPU","quantity":{{{used.ToString(System.Globalization.CultureInfo.InvariantCulture)}}}}]}}
        """;

    private static BatchQueueLook Look(CannedAws aws) => new(new AmazonBatchClient(CannedAws.Credentials, aws.Configure(new AmazonBatchConfig())));

    [Fact]
    public async Task A_queue_is_seen_with_its_environments_the_place_of_the_job_and_who_shares_them()
    {
        var aws = new CannedAws((200, Queues), (200, Environments), (200, Snapshot(2.5, "one", "two", "mine:3")), (200, Snapshot(4, "first")));

        var queue = await Look(aws).FindAsync("arn:aws:batch:us-east-1:1:job-queue/default", "mine", None);

        Assert.Equal(("default", 1, 2, 6.5m), (queue?.Name, queue?.Priority, queue?.Place, queue?.UsedVcpus));
        Assert.Equal(
            [new("fargate", "ENABLED", "VALID", null, 16, "m5.large, m5.xlarge"), new("spot", "DISABLED", "VALID", null, 8, "FARGATE_SPOT")], queue?.Environments ?? []);
        Assert.Equal([("urgent", 10)], queue?.Before ?? []);
        // The queue that shares nothing is not asked.
        Assert.Equal(["POST /v1/describejobqueues", "POST /v1/describecomputeenvironments", "POST /v1/getjobqueuesnapshot", "POST /v1/getjobqueuesnapshot"], aws.Calls);
    }

    [Fact]
    public async Task A_queue_that_is_gone_is_none() =>
        Assert.Null(await Look(new((200, Queues), (200, """{"jobQueues":[]}"""))).FindAsync("gone", "mine", None));

    [Fact]
    public async Task A_queue_whose_snapshot_is_refused_is_seen_without_figures()
    {
        var refusal = (400, """{"__type":"ClientException","message":"no such queue"}""");

        var queue = await Look(new((200, Queues), (200, Environments), refusal, refusal)).FindAsync("default", "mine", None);

        Assert.Equal((null, null), (queue?.Place, queue?.UsedVcpus));
    }

    [Fact]
    public async Task A_consumable_resource_is_told_with_its_counts_and_a_missing_one_without()
    {
        var aws = new CannedAws(
            (200, """{"consumableResourceName":"licence","consumableResourceArn":"a","totalQuantity":3,"inUseQuantity":2,"availableQuantity":1}"""),
            (400, """{"__type":"ClientException","message":"does not exist"}"""));

        var consumed = await Look(aws).ConsumablesAsync(
            [new() { ConsumableResource = "arn:aws:batch:us-east-1:1:consumable-resource/licence", Quantity = 2 }, new() { ConsumableResource = "none", Quantity = 1 }], None);

        Assert.Equal([new Consumed("licence", 2, 1, 3), new Consumed("none", 1, null, null)], consumed);
    }
}
