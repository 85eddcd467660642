using System.Net;

namespace EndToEnd.Tests;

/// <summary>The output of jobs that are more than one container, by the HTTP API, each container a process.</summary>
[Collection(StackCollection.Name)]
public sealed class LogsOfContainersTests(StackFixture fixture)
{
    private const string Small = """ "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "64"}] """;

    private Api Api => fixture.Api;

    [Fact]
    public async Task Each_container_of_a_pod_is_asked_for_by_its_name()
    {
        await Api.PostAsync(
            "/compute-environments",
            """
            {"computeEnvironmentName": "pods", "type": "MANAGED", "eksConfiguration": {"eksClusterArn": "arn:aws:eks:us-east-1:123456789012:cluster/work", "kubernetesNamespace": "batch"},
             "computeResources": {"type": "EC2", "minvCpus": 0, "maxvCpus": 4, "allocationStrategy": "BEST_FIT_PROGRESSIVE", "instanceRole": "arn:aws:iam::123456789012:instance-profile/batch-functions/ecsInstanceRole",
                                  "instanceTypes": ["m5.large"], "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]} }
            """,
            HttpStatusCode.Created);
        await Api.PollAsync("/compute-environments/pods", one => one.Find("status") == "VALID");
        await Api.PostAsync("/job-queues", """{"jobQueueName": "pods", "priority": 1, "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": "pods"}]}""", HttpStatusCode.Created);
        await Api.PollAsync("/job-queues/pods", one => one.Find("status") == "VALID");
        var jobId = await RunAsync("pods", $$"""
            "eksProperties": {"podProperties": {
              "initContainers": [{{Pod("init", "echo filling")}}],
              "containers": [{{Pod("work", "echo working")}}, {{Pod("side", "echo beside")}}]} }
            """);

        Assert.Equal(["filling"], await LinesAsync(jobId, "?container=init"));
        Assert.Equal(["working"], await LinesAsync(jobId, "?container=work"));
        Assert.Equal(["beside"], await LinesAsync(jobId, "?container=side"));
        Assert.Equal(["working"], await LinesAsync(jobId, ""));
        await Api.SendAsync(HttpMethod.Get, $"/jobs/{jobId}/logs?container=nobody", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Each_container_of_a_task_is_asked_for_by_its_name()
    {
        await SmallResources.EnsureAsync(Api);
        var jobId = await RunAsync("small", $$"""
            "ecsProperties": {"taskProperties": [{"containers": [{{Task("main", "echo mainly")}}, {{Task("side", "echo beside")}}]}]}
            """);

        Assert.Equal(["mainly"], await LinesAsync(jobId, "?container=main"));
        Assert.Equal(["beside"], await LinesAsync(jobId, "?container=side"));
        await Api.SendAsync(HttpMethod.Get, $"/jobs/{jobId}/logs?container=nobody", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Each_node_is_asked_for_by_its_number()
    {
        await SmallResources.EnsureAsync(Api);
        var jobId = await RunAsync(
            "small",
            $$"""
            "nodeProperties": {"numNodes": 2, "mainNode": 1, "nodeRangeProperties": [{"targetNodes": "0:", "container": {"image": "busybox", "command": ["sh", "-c", "echo node $AWS_BATCH_JOB_NODE_INDEX; [ $AWS_BATCH_JOB_NODE_INDEX = 0 ] || sleep 1"], {{Small}} } }]}
            """,
            "multinode");

        Assert.Equal(["node 0"], await LinesAsync(jobId, "?node=0"));
        Assert.Equal(["node 1"], await LinesAsync(jobId, "?node=1"));
        Assert.Equal(["node 1"], await LinesAsync(jobId, ""));
        await Api.SendAsync(HttpMethod.Get, $"/jobs/{jobId}/logs?node=2", null, HttpStatusCode.NotFound);
    }

    private async Task<string> RunAsync(string queue, string definition, string type = "container")
    {
        var name = $"logs-{Guid.NewGuid():N}";
        await Api.PostAsync("/job-definitions", $$"""{"jobDefinitionName": "{{name}}", "type": "{{type}}", {{definition}} }""", HttpStatusCode.Created);
        var jobId = await Api.SubmitAsync($$"""{"jobName": "{{name}}", "jobQueue": "{{queue}}", "jobDefinition": "{{name}}"}""");
        var ended = await Api.EndAsync(jobId);
        Assert.True(ended.Find("status") == "SUCCEEDED", $"{ended}");

        return jobId;
    }

    private async Task<List<string>> LinesAsync(string jobId, string query) =>
        [.. (await Api.GetAsync($"/jobs/{jobId}/logs{query}")).GetProperty("events").EnumerateArray().Select(line => line.Text("message"))];

    private static string Pod(string name, string script) => $$"""
        {"name": "{{name}}", "image": "busybox", "command": ["sh", "-c"], "args": ["{{script}}"], "resources": {"requests": {"cpu": "0.25", "memory": "64Mi"}, "limits": {"memory": "64Mi"} } }
        """;

    private static string Task(string name, string script) => $$"""
        {"name": "{{name}}", "image": "busybox", "essential": {{(name == "main" ? "true" : "false")}}, "command": ["sh", "-c", "{{script}}"], {{Small}} }
        """;
}
