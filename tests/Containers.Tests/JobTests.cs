using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Containers.Tests;

/// <summary>Jobs of a running stack as containers: alone, several together, as nodes; and what each finds of the stack.</summary>
public sealed class JobTests(StateFolders folders, Daemon daemon) : IClassFixture<StateFolders>
{
    private const string Small = """ "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "64"}] """;

    [Fact]
    public async Task A_job_finds_its_metadata_and_the_credentials_of_its_role()
    {
        await using var stack = await Stack.StartAsync(folders.New("reach"));
        const string script = "wget -qO- $ECS_CONTAINER_METADATA_URI_V4/task; echo; wget -qO- --header \\\"Authorization: $AWS_CONTAINER_AUTHORIZATION_TOKEN\\\" $AWS_CONTAINER_CREDENTIALS_FULL_URI; echo; wget -qO- $AWS_ENDPOINT_URL/health; echo";

        var id = await stack.SubmitAsync("reach", $$"""
            "type": "container", "containerProperties": {"image": "{{Daemon.Image}}", "jobRoleArn": "arn:aws:iam::123456789012:role/worker", "command": ["{{script}}"], {{Small}} }
            """);
        var job = await stack.UntilAsync(id, "SUCCEEDED");

        var container = job.GetProperty("container");
        var lines = await stack.LinesAsync(Stack.Text(container, "logStreamName"));
        Assert.Equal(Stack.Text(container, "taskArn"), Stack.Text(JsonElement.Parse(lines[0]), "TaskARN"));
        Assert.Equal("arn:aws:iam::123456789012:role/worker", Stack.Text(JsonElement.Parse(lines[1]), "RoleArn"));
        Assert.Contains("ready", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Containers_of_a_task_wait_for_each_other_and_share_a_volume()
    {
        await using var stack = await Stack.StartAsync(folders.New("task"));

        var id = await stack.SubmitAsync("task", $$"""
            "type": "container", "ecsProperties": {"taskProperties": [{"volumes": [{"name": "shared"}], "containers": [
              {{Container("main", "cat /shared/file", "prepare", isEssential: true)}},
              {{Container("prepare", "sleep 0.2; echo prepared >/shared/file", null, isEssential: false)}},
              {{Container("side", "trap 'exit 9' TERM; while :; do sleep 0.1; done", null, isEssential: false)}}]}]}
            """);
        var job = await stack.UntilAsync(id, "SUCCEEDED");

        var containers = job.GetProperty("attempts")[0].GetProperty("taskProperties")[0].GetProperty("containers");
        Assert.Equal(["main 0", "prepare 0", "side 9"], containers.EnumerateArray().Select(one => $"{Stack.Text(one, "name")} {one.GetProperty("exitCode")}"));
        Assert.Equal(["prepared"], await stack.LinesAsync(Stack.Text(containers[0], "logStreamName")));
    }

    [Fact]
    public async Task A_pod_s_init_container_fills_a_folder_for_the_rest_by_the_entry_point_that_each_names()
    {
        await using var stack = await Stack.StartAsync(folders.New("pod"));
        await stack.CallAsync("createcomputeenvironment", """
            {"computeEnvironmentName": "eks", "type": "MANAGED", "eksConfiguration": {"eksClusterArn": "arn:aws:eks:us-east-1:123456789012:cluster/work", "kubernetesNamespace": "batch"},
             "computeResources": {"type": "EC2", "minvCpus": 0, "maxvCpus": 16, "allocationStrategy": "BEST_FIT_PROGRESSIVE", "instanceRole": "nodes", "instanceTypes": ["m5.4xlarge"], "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]} }
            """);
        await Wait.UntilAsync(
            async () => Stack.Text((await stack.CallAsync("describecomputeenvironments", """{"computeEnvironments": ["eks"]}""")).GetProperty("computeEnvironments")[0], "status"),
            status => status == "VALID", "the environment", () => stack.Output);
        await stack.CallAsync("createjobqueue", """{"jobQueueName": "pods", "priority": 1, "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": "eks"}]}""");
        await Wait.UntilAsync(
            async () => Stack.Text((await stack.CallAsync("describejobqueues", """{"jobQueues": ["pods"]}""")).GetProperty("jobQueues")[0], "status"),
            status => status == "VALID", "the queue", () => stack.Output);
        const string resources = """ "resources": {"requests": {"cpu": "1", "memory": "64Mi"}}, "volumeMounts": [{"name": "data", "mountPath": "/data"}] """;
        await stack.CallAsync("registerjobdefinition", $$"""
            {"jobDefinitionName": "pod", "type": "container", "eksProperties": {"podProperties": {"volumes": [{"name": "data", "emptyDir": {} }],
             "initContainers": [{"name": "init", "image": "{{Daemon.Image}}", "args": ["echo filling; echo filled >/data/file"], {{resources}} }],
             "containers": [{"name": "work", "image": "{{Daemon.Image}}", "command": ["/bin/cat"], "args": ["/data/file"], "securityContext": {"runAsUser": 1000}, {{resources}} }]} } }
            """);
        var id = Stack.Text(await stack.CallAsync("submitjob", """{"jobName": "pod", "jobQueue": "pods", "jobDefinition": "pod"}"""), "jobId");

        var job = await stack.UntilAsync(id, "SUCCEEDED");

        Assert.Equal(0, job.GetProperty("eksAttempts")[0].GetProperty("containers")[0].GetProperty("exitCode").GetInt32());
        var pod = Stack.Text(job.GetProperty("eksAttempts")[0], "podName");
        Assert.Equal(["filled"], await stack.LinesAsync($"{pod}.work"));
        Assert.Equal(["filling"], await stack.LinesAsync($"{pod}.init"));
    }

    [Fact]
    public async Task The_main_of_eight_nodes_waits_for_all_others_over_TCP()
    {
        await using var stack = await Stack.StartAsync(folders.New("nodes"));
        // A node is answered only once its number is written, and reports until it is answered: nc ends with its peer's output even
        // where it has sent nothing yet. The port is free on the machine, whose network the nodes have.
        var port = FreePort();
        var gather = $"while [ $(sort -u /tmp/got | wc -l) -lt 7 ]; do nc -l -p {port} -e /bin/sh -c 'read node && echo $node >>/tmp/got && echo heard'; done; echo gathered $(sort -u /tmp/got | wc -l)";
        var report = $"until echo $AWS_BATCH_JOB_NODE_INDEX | nc -w 2 $AWS_BATCH_JOB_MAIN_NODE_PRIVATE_IPV4_ADDRESS {port} | grep heard; do sleep 0.1; done";

        var id = await stack.SubmitAsync("nodes", $$"""
            "type": "multinode", "nodeProperties": {"numNodes": 8, "mainNode": 0, "nodeRangeProperties": [
              {"targetNodes": "0:0", "container": {"image": "{{Daemon.Image}}", "command": ["touch /tmp/got; {{gather}}"], {{Small}} } },
              {"targetNodes": "1:", "container": {"image": "{{Daemon.Image}}", "command": ["{{report}}"], {{Small}} } }]}
            """);
        var job = await stack.UntilAsync(id, "SUCCEEDED");

        Assert.Equal(["gathered 7"], await stack.LinesAsync(Stack.Text(job.GetProperty("attempts")[0].GetProperty("container"), "logStreamName")));
    }

    [Fact]
    public async Task A_node_s_lost_host_kills_its_container_alone_and_the_main_node_s_those_of_all()
    {
        await using var stack = await Stack.StartAsync(folders.New("hosts"));
        var mark = Guid.NewGuid().ToString("N");
        Task<List<string>> RunningAsync() => daemon.RunningAsync(mark);
        var id = await stack.SubmitAsync("gang", $$"""
            "type": "multinode", "nodeProperties": {"numNodes": 3, "mainNode": 0, "nodeRangeProperties": [
              {"targetNodes": "0:", "container": {"image": "{{Daemon.Image}}", "command": ["trap '' TERM; while : {{mark}}; do sleep 0.2; done"], {{Small}} } }]}
            """);
        await stack.UntilAsync($"{id}#1", "RUNNING");
        await stack.UntilAsync($"{id}#2", "RUNNING");
        var containers = await RunningAsync();

        var child = await stack.TakeHostAsync($"{id}#2");
        var lost = await stack.UntilAsync($"{id}#2", "FAILED");
        var left = await Wait.UntilAsync(RunningAsync, running => running.Count == containers.Count - 1, "one container less", () => stack.Output);
        var state = Stack.Text(await stack.DescribeAsync(id), "status");
        var main = await stack.TakeHostAsync(id);
        var job = await stack.UntilAsync(id, "FAILED");

        Assert.Equal($"Host EC2 (instance {child}) terminated.", Stack.Text(lost, "statusReason"));
        Assert.Equal((3, "RUNNING"), (containers.Count, state));
        Assert.Subset(containers.ToHashSet(), left.ToHashSet());
        Assert.Equal($"Host EC2 (instance {main}) terminated.", Stack.Text(job, "statusReason"));
        await stack.UntilAsync($"{id}#1", "FAILED");
        await Wait.UntilAsync(RunningAsync, running => running.Count == 0, "no container to run", () => stack.Output);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Any, 0);
        listener.Start();

        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Container(string name, string script, string? after, bool isEssential)
    {
        var dependsOn = after is null ? "" : $$"""{"containerName": "{{after}}", "condition": "SUCCESS"}""";

        return $$"""
            {"name": "{{name}}", "image": "{{Daemon.Image}}", "essential": {{(isEssential ? "true" : "false")}}, "command": ["{{script}}"],
             "mountPoints": [{"sourceVolume": "shared", "containerPath": "/shared"}], "dependsOn": [{{dependsOn}}], {{Small}} }
            """;
    }
}
