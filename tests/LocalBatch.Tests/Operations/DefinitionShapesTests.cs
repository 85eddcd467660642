using System.Text.Json;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Operations;

/// <summary>Definitions of every shape: what each may say, how it is described, and what becomes of its jobs.</summary>
public sealed class DefinitionShapesTests
{
    private const string One = """{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "64"}""";

    private const string Container = $$"""{"image": "busybox", "resourceRequirements": [{{One}}]}""";

    private const string Ecs = $$"""
        {"taskProperties": [{"executionRoleArn": "arn:aws:iam::123456789012:role/x", "ipcMode": "task", "pidMode": "task",
          "taskRoleArn": "arn:aws:iam::123456789012:role/y", "volumes": [], "containers": [
          {"name": "prepare", "image": "busybox", "essential": false, "command": [], "environment": [{"name": "A", "value": "1"}], "resourceRequirements": [{{One}}]},
          {"name": "main", "image": "busybox", "dependsOn": [{"containerName": "prepare", "condition": "SUCCESS"}], "startTimeout": 2, "stopTimeout": 30,
           "resourceRequirements": [{{One}}], "mountPoints": [], "secrets": [], "ulimits": []}]}]}
        """;

    private const string Eks = """
        {"podProperties": {"hostNetwork": false, "dnsPolicy": "ClusterFirst", "serviceAccountName": "robot", "shareProcessNamespace": true,
          "imagePullSecrets": [], "metadata": {"labels": {"a": "b"}, "annotations": {}, "namespace": "jobs"},
          "volumes": [{"name": "scratch", "emptyDir": {"medium": "Memory", "sizeLimit": "64Mi"}}],
          "initContainers": [{"name": "prepare", "image": "busybox", "command": ["true"]}],
          "containers": [{"name": "main", "image": "busybox", "args": [], "env": [{"name": "EMPTY", "value": ""}],
            "resources": {"limits": {"cpu": "0.25", "memory": "64Mi"}, "requests": {"memory": "64Mi"}},
            "volumeMounts": [{"name": "scratch", "mountPath": "/scratch", "readOnly": false}],
            "securityContext": {"runAsUser": 1000, "privileged": false}}]}}
        """;

    private const string Nodes = $$"""
        {"numNodes": 4, "mainNode": 0, "nodeRangeProperties": [
          {"targetNodes": "0:0", "container": {{Container}}, "instanceTypes": ["c5.large"]},
          {"targetNodes": "1:", "ecsProperties": {{Ecs}} }]}
        """;

    public static TheoryData<string, string, string> Shapes() => new()
    {
        { "container", "ecsProperties", Ecs },
        { "container", "eksProperties", Eks },
        { "multinode", "nodeProperties", Nodes },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_definition_is_described_in_its_own_shape_member_for_member_also_after_a_restart(string type, string member, string properties)
    {
        await using var local = await LocalEngine.ReadyAsync();
        await RegisterAsync(local, "shape", type, member, properties);

        await local.RestartAsync();

        var described = await DefinitionAsync(local, "shape:1");
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(properties), described.GetProperty(member)), described.GetProperty(member).GetRawText());
        Assert.Equal(type, described.Text("type"));
        Assert.Equal(member == "eksProperties" ? "EKS" : "ECS", described.Text("containerOrchestrationType"));
        Assert.False(described.Has("containerProperties"));
    }

    [Theory]
    [InlineData("ecsProperties", Ecs, "Container overrides should not be set for ecsProperties jobs.")]
    [InlineData("eksProperties", Eks, "Container overrides or node overrides should not be set for Batch on EKS jobs.")]
    public async Task Overrides_of_another_shape_are_refused_in_AWS_s_words(string member, string properties, string expected)
    {
        await using var local = await LocalEngine.ReadyAsync();
        await local.CreateEksQueueAsync("eks");
        await RegisterAsync(local, "shape", "container", member, properties);

        Assert.Equal(expected, await local.RefusalAsync(
            "SubmitJob",
            $$"""{"jobName": "a", "jobQueue": "{{(member == "eksProperties" ? "eks" : "q")}}", "jobDefinition": "shape", "containerOverrides": {"command": ["true"]} }""",
            isWrapped: false));
    }

    [Fact]
    public async Task A_job_of_one_container_has_no_nodes()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 0);
        var id = await local.SubmitAsync();

        Assert.Empty((await local.CallAsync("ListJobs", $$"""{"multiNodeJobId": "{{id}}", "jobStatus": "RUNNABLE"}""")).GetProperty("jobSummaryList").EnumerateArray());
    }

    [Theory]
    // Volumes and mounts
    [InlineData(""" "volumes": [{"name": "a", "efsVolumeConfiguration": {"fileSystemId": "fs-1", "authorizationConfig": {"accessPointId": "fsap-1"}}}] """, "efsVolumeConfiguration.transitEncryption must be ENABLED with an access point or IAM authorization.")]
    [InlineData(""" "volumes": [{"name": "a", "efsVolumeConfiguration": {"fileSystemId": "fs-1", "authorizationConfig": {"iam": "ENABLED"}}}] """, "efsVolumeConfiguration.transitEncryption must be ENABLED with an access point or IAM authorization.")]
    [InlineData(""" "volumes": [{"name": "a", "efsVolumeConfiguration": {"fileSystemId": "fs-1", "rootDirectory": "/x", "transitEncryption": "ENABLED", "authorizationConfig": {"accessPointId": "fsap-1"}}}] """, "efsVolumeConfiguration.rootDirectory must be left out or / with an access point.")]
    [InlineData(""" "volumes": [{"name": "a", "host": {}, "s3filesVolumeConfiguration": {"fileSystemArn": "arn"}}] """, "When the volume parameter is specified, only one volume configuration type is supported")]
    [InlineData(""" "mountPoints": [{"sourceVolume": "a", "containerPath": "/a"}] """, "mountPoints.sourceVolume must name one of volumes, which 'a' does not.")]
    [InlineData(""" "volumes": [{"name": "a"}], "mountPoints": [{"sourceVolume": "a"}] """, "mountPoints.containerPath is required.")]
    // Linux
    [InlineData(""" "linuxParameters": {"sharedMemorySize": 0} """, "linuxParameters.sharedMemorySize must be at least 1.")]
    [InlineData(""" "linuxParameters": {"maxSwap": -1, "swappiness": 1} """, "linuxParameters.maxSwap must be at least 0.")]
    [InlineData(""" "linuxParameters": {"devices": [{"containerPath": "/dev/fuse"}]} """, "containerProperties.linuxParameters.devices[0].hostPath is required.")]
    // Secrets and users
    [InlineData(""" "logConfiguration": {"logDriver": "splunk", "secretOptions": [{"name": "a", "valueFrom": "b"}]} """, "executionRoleArn cannot be empty when using secrets or secretOptions")]
    [InlineData(""" "user": "1000:" """, "User '1000:' does not match regex")]
    [InlineData(""" "user": "a:b:c" """, "User 'a:b:c' does not match regex")]
    [InlineData(""" "user": ":1000" """, "User ':1000' does not match regex")]
    [InlineData(""" "instanceType": "c5.large" """, "containerProperties.instanceType is for multi-node jobs.")]
    public async Task A_container_that_contradicts_itself_is_refused(string member, string expected)
    {
        await using var local = await LocalEngine.OpenAsync();

        Assert.Equal(expected, await local.RefusalAsync("RegisterJobDefinition", $$"""
            {"jobDefinitionName": "x", "type": "container", "containerProperties": {"image": "busybox", "resourceRequirements": [{{One}}], {{member}} } }
            """));
    }

    [Theory]
    [InlineData("root")]
    [InlineData("0")]
    [InlineData("1000:1000")]
    [InlineData("nobody:nogroup")]
    public async Task A_user_may_be_a_name_or_a_number_with_a_group_behind_it(string user)
    {
        await using var local = await LocalEngine.OpenAsync();

        await RegisterAsync(local, "user", "container", "containerProperties", $$"""{"image": "busybox", "user": "{{user}}", "vcpus": 1, "memory": 64}""");

        Assert.Equal(user, (await DefinitionAsync(local, "user:1")).GetProperty("containerProperties").Text("user"));
    }

    [Theory]
    [InlineData("""{"taskProperties": []}""", "ecsProperties.taskProperties must have exactly one element.")]
    [InlineData("""{"taskProperties": [{"containers": []}]}""", "Number of containers must be between 1 and 10")]
    [InlineData($$"""{"taskProperties": [{"containers": [{"name": "a", "image": "b", "resourceRequirements": [{{One}}]}, {"name": "a", "image": "b"}]}]}""", "Container names must be unique")]
    [InlineData("""{"taskProperties": [{"containers": [{"name": "a", "image": "b", "essential": false}]}]}""", "At least one container must be set as essential")]
    [InlineData("""{"taskProperties": [{"containers": [{"name": "a", "image": "b"}]}]}""", "vCPU is required.")]
    [InlineData("""{"taskProperties": [{"containers": [{"name": "a", "image": "b", "startTimeout": 1}]}]}""", "containers.startTimeout must be at least 2 seconds.")]
    [InlineData("""{"taskProperties": [{"containers": [{"name": "a", "image": "b", "dependsOn": [{"containerName": "c", "condition": "START"}]}]}]}""", "containers.dependsOn.containerName must name another container of the task, which 'c' does not.")]
    [InlineData("""{"taskProperties": [{"containers": [{"name": "a", "image": "b", "dependsOn": [{"containerName": "c", "condition": "HEALTHY"}]}]}]}""", "containers.dependsOn.condition must be one of START, COMPLETE, SUCCESS.")]
    [InlineData("""{"taskProperties": [{"containers": [{"name": "a", "image": "b", "dependsOn": [{"containerName": "c", "condition": "COMPLETE"}]}, {"name": "c", "image": "b"}]}]}""", "containers.dependsOn.condition cannot be COMPLETE for an essential container.")]
    [InlineData("""{"taskProperties": [{"containers": [{"name": "a", "image": "b", "environment": [{"value": "x"}]}]}]}""", "Environment variable name is required.")]
    [InlineData("""{"taskProperties": [{"containers": [{"name": "a", "image": "x", "resourceRequirements": [{"type": "VCPU", "value": "0.5"}, {"type": "MEMORY", "value": "64"}]}, {"name": "b", "image": "x", "resourceRequirements": [{"type": "VCPU", "value": "0.5"}, {"type": "MEMORY", "value": "64"}]}]}]}""", "VCPU of the container 'a' must be a whole number on EC2, not 0.5.")]
    [InlineData("""{"taskProperties": [{"containers": [{"name": "a", "image": "b", "secrets": [{"name": "S", "valueFrom": "v"}]}]}]}""", "executionRoleArn cannot be empty when using secrets or secretOptions")]
    public async Task A_task_that_contradicts_itself_is_refused(string properties, string expected) =>
        Assert.Equal(expected, await RefusalAsync("container", "ecsProperties", properties));

    [Theory]
    [InlineData("{}", "eksProperties.podProperties is required.")]
    [InlineData("""{"podProperties": {"volumes": [{"name": "a"}], "containers": [{"image": "x", "volumeMounts": [{"name": "a", "mountPath": "/a", "subPath": "b/../../c"}]}]}}""", "podProperties.containers.volumeMounts.subPath must be a relative path without ...")]
    [InlineData("""{"podProperties": {"volumes": [{"name": "a"}], "containers": [{"image": "x", "volumeMounts": [{"name": "a", "mountPath": "a"}]}]}}""", "podProperties.containers.volumeMounts.mountPath must be an absolute path.")]
    [InlineData("""{"podProperties": {"containers": []}}""", "podProperties.containers must have 1 to 10 elements.")]
    [InlineData("""{"podProperties": {"dnsPolicy": "None", "containers": [{"image": "b"}]}}""", "podProperties.dnsPolicy must be one of Default, ClusterFirst, ClusterFirstWithHostNet.")]
    [InlineData("""{"podProperties": {"containers": [{"name": "a", "image": "b"}], "initContainers": [{"name": "a", "image": "b"}]}}""", "podProperties must give each container a name of its own.")]
    [InlineData("""{"podProperties": {"containers": [{"image": "b", "imagePullPolicy": "Sometimes"}]}}""", "podProperties.containers.imagePullPolicy must be one of Always, IfNotPresent, Never.")]
    [InlineData("""{"podProperties": {"containers": [{"image": "b", "resources": {"limits": {"memory": "1G"}}}]}}""", "resources.memory must be a whole number with the suffix Mi, got 1G.")]
    [InlineData("""{"podProperties": {"containers": [{"image": "b", "resources": {"limits": {"cpu": "0.3"}}}]}}""", "resources.cpu must be a multiple of 0.25, got 0.3.")]
    [InlineData("""{"podProperties": {"containers": [{"image": "b", "resources": {"limits": {"memory": "8Mi"}, "requests": {"memory": "4Mi"}}}]}}""", "resources.memory must be the same in limits and requests.")]
    [InlineData("""{"podProperties": {"containers": [{"image": "b", "volumeMounts": [{"name": "v", "mountPath": "/v"}]}]}}""", "podProperties.containers.volumeMounts.name must name one of podProperties.volumes.")]
    public async Task A_pod_that_contradicts_itself_is_refused(string properties, string expected) =>
        Assert.Equal(expected, await RefusalAsync("container", "eksProperties", properties));

    [Theory]
    [InlineData($$"""{"numNodes": 0, "mainNode": 0, "nodeRangeProperties": [{"targetNodes": "0:", "container": {{Container}} }]}""", "nodeProperties.numNodes must be between 1 and 1000.")]
    [InlineData($$"""{"numNodes": 2, "mainNode": 2, "nodeRangeProperties": [{"targetNodes": "0:", "container": {{Container}} }]}""", "nodeProperties.mainNode must be the index of one of the nodes.")]
    [InlineData("""{"numNodes": 2, "mainNode": 0, "nodeRangeProperties": []}""", "nodeProperties.nodeRangeProperties must have 1 to 5 elements.")]
    [InlineData($$"""{"numNodes": 2, "mainNode": 0, "nodeRangeProperties": [{"targetNodes": "0:0", "container": {{Container}} }]}""", "nodeProperties.nodeRangeProperties must cover all nodes.")]
    [InlineData($$"""{"numNodes": 2, "mainNode": 0, "nodeRangeProperties": [{"targetNodes": "0:2", "container": {{Container}} }]}""", "nodeRangeProperties.targetNodes must be a range of node indices such as 0:3, :3 or 4:, got 0:2.")]
    [InlineData($$"""{"numNodes": 2, "mainNode": 0, "nodeRangeProperties": [{"targetNodes": "1:0", "container": {{Container}} }]}""", "nodeRangeProperties.targetNodes must be a range of node indices such as 0:3, :3 or 4:, got 1:0.")]
    [InlineData("""{"numNodes": 2, "mainNode": 0, "nodeRangeProperties": [{"targetNodes": "0:"}]}""", "nodeRangeProperties must have exactly one of container, ecsProperties and eksProperties.")]
    [InlineData("""{"numNodes": 2, "mainNode": 0, "nodeRangeProperties": [{"targetNodes": "0:", "container": {"image": "busybox"}}]}""", "vCPU is required.")]
    [InlineData($$"""{"numNodes": 2, "mainNode": 0, "nodeRangeProperties": [{"targetNodes": "0:", "container": {{Container}}, "instanceTypes": ["a", "b"]}]}""", "nodeRangeProperties.instanceTypes must have at most one element.")]
    public async Task Nodes_that_contradict_each_other_are_refused(string properties, string expected) =>
        Assert.Equal(expected, await RefusalAsync("multinode", "nodeProperties", properties));

    [Theory]
    [InlineData("container", $$""" "nodeProperties": {{Nodes}}, "containerProperties": {{Container}} """, "nodeProperties are for job definitions of type multinode.")]
    [InlineData("multinode", $$""" "nodeProperties": {{Nodes}}, "containerProperties": {{Container}} """, "A job definition of type multinode takes nodeProperties only.")]
    [InlineData("container", $$""" "ecsProperties": {{Ecs}}, "eksProperties": {{Eks}} """, "A job definition of type container takes exactly one of containerProperties, ecsProperties and eksProperties.")]
    [InlineData("container", $$""" "eksProperties": {{Eks}}, "propagateTags": true """, "propagateTags cannot be given together with eksProperties.")]
    [InlineData("container", $$""" "eksProperties": {{Eks}}, "platformCapabilities": ["EC2"] """, "platformCapabilities cannot be given together with eksProperties.")]
    [InlineData("container", $$""" "containerProperties": {{Container}}, "consumableResourceProperties": {"consumableResourceList": [{"consumableResource": "a", "quantity": 1}, {"consumableResource": "a", "quantity": 1}]} """, "Cannot have duplicate consumableResource in consumableResourceProperties")]
    public async Task Shapes_that_do_not_go_together_are_refused(string type, string members, string expected)
    {
        await using var local = await LocalEngine.OpenAsync();

        Assert.Equal(expected, await local.RefusalAsync("RegisterJobDefinition", $$"""{"jobDefinitionName": "x", "type": "{{type}}", {{members}} }"""));
    }

    [Fact]
    public async Task A_definition_that_needs_consumable_resources_is_described_whether_they_are_there_or_not()
    {
        await using var local = await LocalEngine.ReadyAsync();
        const string resources = """{"consumableResourceList":[{"consumableResource":"licence","quantity":2}]}""";
        await local.RegisterAsync("licensed", more: $", \"consumableResourceProperties\": {resources}");

        Assert.Equal(resources, (await DefinitionAsync(local, "licensed:1")).GetProperty("consumableResourceProperties").GetRawText());
    }

    [Fact]
    public async Task GPUs_are_described_and_an_override_of_them_outlives_a_restart()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 0);
        await RegisterAsync(local, "gpu", "container", "containerProperties", $$"""{"image": "busybox", "resourceRequirements": [{{One}}, {"type": "GPU", "value": "1"}]}""");
        var plain = await local.SubmitAsync(definition: "gpu");
        var more = await local.SubmitAsync("\"containerOverrides\": {\"resourceRequirements\": [{\"type\": \"GPU\", \"value\": \"2\"}]}", definition: "gpu");

        await local.RestartAsync();

        Assert.Equal("1", Gpu(await local.DescribeAsync(plain)));
        Assert.Equal("2", Gpu(await local.DescribeAsync(more)));
    }

    private static string Gpu(JsonElement job) =>
        job.GetProperty("container").GetProperty("resourceRequirements").EnumerateArray().Single(requirement => requirement.Text("type") == "GPU").Text("value");

    private static async Task RegisterAsync(LocalEngine local, string name, string type, string member, string properties) =>
        await local.CallAsync("RegisterJobDefinition", $$"""{"jobDefinitionName": "{{name}}", "type": "{{type}}", "{{member}}": {{properties}} }""");

    private static async Task<string> RefusalAsync(string type, string member, string properties)
    {
        await using var local = await LocalEngine.OpenAsync();

        return await local.RefusalAsync("RegisterJobDefinition", $$"""{"jobDefinitionName": "x", "type": "{{type}}", "{{member}}": {{properties}} }""");
    }

    private static async Task<JsonElement> DefinitionAsync(LocalEngine local, string definition) =>
        Assert.Single((await local.CallAsync("DescribeJobDefinitions", $$"""{"jobDefinitions": ["{{definition}}"]}""")).GetProperty("jobDefinitions").EnumerateArray());
}
