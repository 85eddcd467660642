using System.Text.Json;
using LocalBatch.Execution;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Engine;

/// <summary>Jobs on EKS, eksProperties, as pods of several containers.</summary>
public sealed class PodJobTests
{
    private const string Pod = """
        "volumes": [{"name": "scratch", "emptyDir": {}}, {"name": "keys", "secret": {"secretName": "db"}}],
        "initContainers": [{"name": "first", "image": "x", "command": ["first"]}, {"name": "second", "image": "x", "command": ["second"]}],
        "containers": [
          {"name": "main", "image": "x", "command": ["sh", "-c"], "args": ["echo $(WHO) $(NOBODY) $$(WHO)"], "env": [{"name": "WHO", "value": "you"}],
           "resources": {"limits": {"cpu": "2", "memory": "128Mi"}, "requests": {"cpu": "0.5"}},
           "volumeMounts": [{"name": "scratch", "mountPath": "/scratch", "subPath": "a"}, {"name": "keys", "mountPath": "/keys", "readOnly": true}]},
          {"image": "x", "command": ["side"], "resources": {"requests": {"cpu": "0.25", "memory": "64Mi"}}}]
        """;

    [Fact]
    public async Task Init_containers_run_one_by_one_and_then_all_others_at_once()
    {
        await using var local = await ReadyAsync();

        var id = await local.SubmitAsync(definition: "pod", queue: "eks");
        await PassAsync(local, "first");
        Assert.Equal("STARTING", await local.StatusAsync(id));
        await PassAsync(local, "second");
        var runs = new[] { await local.Executor.NextAsync(), await local.Executor.NextAsync() };
        runs[0].Start();
        runs[1].Start();
        var running = await local.UntilAsync(id, "RUNNING");

        var main = runs.First(run => run.Attempt.Command[0] == "sh").Attempt;
        Assert.Equal(["sh", "-c", "echo you $(NOBODY) $(WHO)"], main.Command);
        Assert.Equal((0.5m, 128), (main.Vcpus, main.MemoryMiB));
        Assert.Equal(
            [new("/scratch", new VolumeSource.OfAttempt("scratch"), false) { SubPath = "a" }, new("/keys", new VolumeSource.Secret("db", false), true)],
            main.Surroundings.Mounts);
        Assert.True(Guid.TryParse(main.Environment["AWS_BATCH_JOB_KUBERNETES_NODE_UID"], out _));
        Assert.False(main.Environment.ContainsKey("AWS_EXECUTION_ENV"));
        var pod = running.GetProperty("eksProperties").GetProperty("podProperties");
        Assert.Matches("^aws-batch\\.[0-9a-f-]{36}$", pod.Text("podName"));
        Assert.Equal($"{pod.Text("podName")}.main", main.LogStreamName);
        Assert.Matches("^ip-10-[0-9]+-[0-9]+-[0-9]+\\.ec2\\.internal$", pod.Text("nodeName"));
        Assert.False(running.Has("container"));
        Assert.Equal("Default", runs.First(run => run.Attempt.Command[0] == "side").Attempt.Task?.ContainerName);
        Array.ForEach(runs, run => run.Exit(0));
        await local.UntilAsync(id, "SUCCEEDED");
    }

    [Fact]
    public async Task Every_container_must_end_with_0_and_the_attempt_is_told_in_the_shape_of_a_pod()
    {
        await using var local = await ReadyAsync();
        var id = await local.SubmitAsync(definition: "pod", queue: "eks");
        await PassAsync(local, "first");
        await PassAsync(local, "second");
        var runs = new[] { await local.Executor.NextAsync(), await local.Executor.NextAsync() };
        Array.ForEach(runs, run => run.Start());
        runs.First(run => run.Attempt.Command[0] == "sh").Exit(3);
        await local.QuietAsync();
        Assert.DoesNotContain(runs, run => run.IsAskedToStop);

        runs.First(run => run.Attempt.Command[0] == "side").Exit(0);
        var job = await local.UntilAsync(id, "FAILED");

        Assert.Empty(job.GetProperty("attempts").EnumerateArray());
        var attempt = Assert.Single(job.GetProperty("eksAttempts").EnumerateArray());
        Assert.Equal(("Error", "batch", "arn:aws:eks:us-east-1:123456789012:cluster/work"), (attempt.Text("statusReason"), attempt.Text("podNamespace"), attempt.Text("eksClusterArn")));
        Assert.Equal([("main", 3, "Error"), ("Default", 0, "Completed")], Ends(attempt, "containers"));
        Assert.Equal([("first", 0, "Completed"), ("second", 0, "Completed")], Ends(attempt, "initContainers"));
        Assert.Equal("Error", job.Text("statusReason"));
    }

    [Fact]
    public async Task A_failed_init_container_fails_the_pod_before_it_runs()
    {
        await using var local = await ReadyAsync();
        var id = await local.SubmitAsync(definition: "pod", queue: "eks");
        var first = await local.Executor.NextAsync();
        first.Start();
        first.Exit(9);

        var job = await local.UntilAsync(id, "FAILED");

        await local.Engine.DisposeAsync();
        Assert.Equal(["RUNNABLE", "STARTING", "FAILED"], local.Bus.StatusesOf(id));
        Assert.False(job.GetProperty("eksAttempts")[0].GetProperty("containers")[0].Has("exitCode"));
        Assert.False(job.Has("startedAt"));
    }

    [Fact]
    public async Task Overrides_replace_image_command_and_resources_and_merge_variables()
    {
        await using var local = await ReadyAsync();
        var id = await local.SubmitAsync(
            """
            "eksPropertiesOverride": {"podProperties": {"metadata": {"labels": {"team": "x"}}, "initContainers": [{"name": "first", "command": ["other"]}],
             "containers": [{"name": "main", "image": "y", "args": ["true"], "env": [{"name": "B", "value": "2"}], "resources": {"limits": {"cpu": "1", "memory": "256Mi"}}}]}}
            """,
            definition: "pod",
            queue: "eks");
        await PassAsync(local, "other");
        await PassAsync(local, "second");
        var runs = new[] { await local.Executor.NextAsync(), await local.Executor.NextAsync() };
        var main = runs.First(run => run.Attempt.Command[0] == "sh").Attempt;

        Assert.Equal(("y", 256, "you", "2"), (main.Image, main.MemoryMiB, main.Environment["WHO"], main.Environment["B"]));
        Assert.Equal(["sh", "-c", "true"], main.Command);
        Assert.Equal("x", (await local.DescribeAsync(id)).GetProperty("eksProperties").GetProperty("podProperties").GetProperty("metadata").GetProperty("labels").Text("team"));
    }

    [Fact]
    public async Task A_pod_runs_on_queues_of_EKS_only_and_takes_the_sum_of_its_containers_there()
    {
        await using var local = await ReadyAsync();

        Assert.Equal(
            "Job Queue is attached to Compute Environment that can not run Jobs with capability EKS",
            await local.RefusalAsync("SubmitJob", """{"jobName": "a", "jobQueue": "q", "jobDefinition": "pod"}""", isWrapped: false));
        Assert.Equal("EKS", (await local.CallAsync("DescribeJobQueues", """{"jobQueues": ["eks"]}""")).GetProperty("jobQueues")[0].Text("jobQueueType"));
        var environment = (await local.CallAsync("DescribeComputeEnvironments", """{"computeEnvironments": ["eks"]}""")).GetProperty("computeEnvironments")[0];
        Assert.Equal(("EKS", "batch"), (environment.Text("containerOrchestrationType"), environment.GetProperty("eksConfiguration").Text("kubernetesNamespace")));
        Assert.False(environment.Has("ecsClusterArn"));
        await local.SubmitAsync(definition: "pod", queue: "eks");
        var first = await local.Executor.NextAsync();
        Assert.Equal((0.75m, 192), (first.Attempt.Task?.Vcpus ?? 0, first.Attempt.Task?.MemoryMiB ?? 0));
    }

    [Theory]
    [InlineData("""{"eksClusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/work", "kubernetesNamespace": "batch"}""", "eksClusterArn must be an EKS cluster ARN.")]
    [InlineData("""{"eksClusterArn": "arn:aws:eks:us-east-1:123456789012:cluster/work", "kubernetesNamespace": "kube-system"}""", "eksConfiguration.kubernetesNamespace must be a name of 1 to 63 small letters, digits and hyphens other than default and kube-….")]
    [InlineData("""{"eksClusterArn": "arn:aws:eks:us-east-1:123456789012:cluster/work"}""", "eksConfiguration.kubernetesNamespace is required.")]
    public async Task A_configuration_of_EKS_is_checked(string configuration, string expected)
    {
        await using var local = await LocalEngine.OpenAsync();

        Assert.Equal(expected, await local.RefusalAsync("CreateComputeEnvironment", $$"""
            {"computeEnvironmentName": "a", "type": "MANAGED", "eksConfiguration": {{configuration}}, "computeResources": {"type": "EC2", "minvCpus": 0, "maxvCpus": 4,
             "instanceRole": "nodes", "instanceTypes": ["optimal"], "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]} }
            """));
    }

    private static async Task<LocalEngine> ReadyAsync()
    {
        var local = await LocalEngine.ReadyAsync();
        await local.CreateEksQueueAsync("eks");
        await local.CallAsync("RegisterJobDefinition", $$"""{"jobDefinitionName": "pod", "type": "container", "eksProperties": {"podProperties": { {{Pod}} } } }""");

        return local;
    }

    private static async Task PassAsync(LocalEngine local, string program)
    {
        var run = await local.Executor.NextAsync();
        Assert.Equal(program, run.Attempt.Command[0]);
        run.Start();
        run.Exit(0);
    }

    private static IEnumerable<(string Name, int ExitCode, string Reason)> Ends(JsonElement attempt, string kind) =>
        attempt.GetProperty(kind).EnumerateArray().Select(end => (end.Text("name"), (int)end.Number("exitCode"), end.Text("reason")));
}
