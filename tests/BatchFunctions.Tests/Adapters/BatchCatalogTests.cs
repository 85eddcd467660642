using Amazon.Batch;
using BatchFunctions.Manifests;

namespace BatchFunctions.Tests.Adapters;

public sealed class BatchCatalogTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Queues_that_are_not_there_or_take_no_jobs_are_wrong_by_name_and_by_ARN()
    {
        var aws = new CannedAws((200, """
            {"jobQueues":[
              {"jobQueueName":"good","jobQueueArn":"arn:aws:batch:us-east-1:1:job-queue/good","state":"ENABLED","status":"VALID","priority":1,"computeEnvironmentOrder":[]},
              {"jobQueueName":"off","jobQueueArn":"arn:aws:batch:us-east-1:1:job-queue/off","state":"DISABLED","status":"VALID","priority":1,"computeEnvironmentOrder":[]}]}
            """), (200, """{"jobQueues":[{"jobQueueName":"good","state":"ENABLED"},{"jobQueueName":"nearby","state":"ENABLED"},{"jobQueueName":"off","state":"DISABLED"}]}"""));

        var found = await Catalog(aws).QueuesAsync(["good", "arn:aws:batch:us-east-1:1:job-queue/good", "off", "goood", "elsewhere"], None);

        Assert.Equal(
            [
                new KeyValuePair<string, string?>("off", "The job queue 'off' is DISABLED; it takes no jobs. There are good, nearby."),
                new("goood", "There is no job queue 'goood'. Did you mean 'good'?"),
                new("elsewhere", "There is no job queue 'elsewhere'. There are good, nearby."),
            ],
            found.Where(entry => entry.Value.Wrong is not null).Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Wrong)));
        Assert.Equal("""{"jobQueues":["good","arn:aws:batch:us-east-1:1:job-queue/good","off","goood","elsewhere"]}""", aws.Bodies[0]);
    }

    [Fact]
    public async Task Definitions_are_asked_for_by_revision_together_and_by_bare_name_one_by_one()
    {
        var aws = new CannedAws(
            (200, """
                {"jobDefinitions":[
                  {"jobDefinitionName":"hello","jobDefinitionArn":"arn:aws:batch:us-east-1:1:job-definition/hello:1","revision":1,"status":"INACTIVE","type":"container"},
                  {"jobDefinitionName":"hello","jobDefinitionArn":"arn:aws:batch:us-east-1:1:job-definition/hello:2","revision":2,"status":"ACTIVE","type":"container"}]}
                """),
            (200, """{"jobDefinitions":[{"jobDefinitionName":"hello","jobDefinitionArn":"arn:aws:batch:us-east-1:1:job-definition/hello:2","revision":2,"status":"ACTIVE","type":"container"}]}"""),
            (200, """{"jobDefinitions":[]}"""));

        var found = await Catalog(aws).DefinitionsAsync(
            ["hello:1", "arn:aws:batch:us-east-1:1:job-definition/hello:2", "hello:9", "hello", "nothing"], None);

        Assert.Equal(
            [
                new KeyValuePair<string, string?>("hello:1", "The job definition 'hello:1' is INACTIVE."),
                new("hello:9", "There is no job definition 'hello:9'."),
                new("nothing", "There is no job definition 'nothing'."),
            ],
            found.Where(entry => entry.Value.Wrong is not null).Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Wrong)));
        Assert.Equal("""{"jobDefinitions":["hello:1","arn:aws:batch:us-east-1:1:job-definition/hello:2","hello:9"]}""", aws.Bodies[0]);
    }

    [Fact]
    public async Task Of_a_bare_name_the_newest_revision_tells_whether_it_is_for_Fargate_and_how_large()
    {
        var aws = new CannedAws((200, """{"nextToken":"more","jobDefinitions":[{"jobDefinitionName":"f","revision":3,"status":"ACTIVE","type":"container"}]}"""), (200, """
            {"jobDefinitions":[
              {"jobDefinitionName":"f","revision":2,"status":"ACTIVE","type":"container","platformCapabilities":["EC2"]},
              {"jobDefinitionName":"f","revision":10,"status":"ACTIVE","type":"container","platformCapabilities":["FARGATE"],"containerProperties":{"resourceRequirements":[{"type":"VCPU","value":"0.5"},{"type":"MEMORY","value":"1024"}]}}]}
            """));

        var found = await Catalog(aws).DefinitionsAsync(["f"], None);

        Assert.Equal((true, 0.5m, 1024), (found["f"].IsFargate, found["f"].Vcpus, found["f"].MemoryMiB));
    }

    [Fact]
    public async Task A_queue_says_whether_it_has_a_policy_and_for_which_hosts_it_is()
    {
        var aws = new CannedAws((200, """
            {"jobQueues":[
              {"jobQueueName":"fair","state":"ENABLED","jobQueueType":"ECS_FARGATE","schedulingPolicyArn":"arn:aws:batch:us-east-1:1:scheduling-policy/p"},
              {"jobQueueName":"fifo","state":"ENABLED"}]}
            """));

        var found = await Catalog(aws).QueuesAsync(["fair", "fifo"], None);

        Assert.Equal(new KnownQueue { HasPolicy = true, Type = "ECS_FARGATE" }, found["fair"]);
        Assert.Equal(new KnownQueue(), found["fifo"]);
    }

    [Fact]
    public async Task A_definition_says_its_kind_its_parameters_and_the_placeholders_of_its_containers()
    {
        var aws = new CannedAws((200, """
            {"jobDefinitions":[
              {"jobDefinitionName":"a","jobDefinitionArn":"a:1","revision":1,"status":"ACTIVE","type":"container","schedulingPriority":5,"parameters":{"who":"x"},"containerProperties":{"command":["echo","Ref::who"]}},
              {"jobDefinitionName":"b","jobDefinitionArn":"b:1","revision":1,"status":"ACTIVE","type":"container","ecsProperties":{"taskProperties":[{"containers":[{"name":"left","command":["Ref::in"]},{"name":"right"}]}]}}]}
            """));

        var found = await Catalog(aws).DefinitionsAsync(["a:1", "b:1"], None);

        Assert.Equal((DefinitionKind.Container, true, "who"), (found["a:1"].Kind, found["a:1"].HasPriority, Assert.Single(found["a:1"].Parameters)));
        Assert.Equal(["Ref::who"], Assert.Single(found["a:1"].Containers).Command);
        Assert.Equal(DefinitionKind.Ecs, found["b:1"].Kind);
        Assert.Equal(["left Ref::in", "right "], found["b:1"].Containers.Select(container => $"{container.Name} {string.Join(' ', container.Command)}"));
    }

    private static BatchCatalog Catalog(CannedAws aws) =>
        new(new AmazonBatchClient(CannedAws.Credentials, aws.Configure(new AmazonBatchConfig())));
}
