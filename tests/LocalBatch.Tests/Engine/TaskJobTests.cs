using System.Text.Json;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Engine;

/// <summary>Jobs of several containers, ecsProperties, through the wire.</summary>
public sealed class TaskJobTests
{
    private const string Two = """
        {"name": "main", "image": "busybox", "command": ["echo", "Ref::what"], "environment": [{"name": "A", "value": "1"}],
         "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "64"}], "dependsOn": [{"containerName": "prepare", "condition": "SUCCESS"}]},
        {"name": "prepare", "image": "busybox", "essential": false, "command": ["true"], "stopTimeout": 5,
         "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "32"}]}
        """;

    [Fact]
    public async Task Each_container_is_an_attempt_of_its_own_in_one_task()
    {
        await using var local = await ReadyAsync();

        var id = await local.SubmitAsync(definition: "two");
        var prepare = await local.Executor.NextAsync();
        Assert.Equal("STARTING", await local.StatusAsync(id));
        prepare.Start();
        prepare.Exit(0);
        var main = await local.Executor.NextAsync();
        main.Start();
        var running = await local.UntilAsync(id, "RUNNING");

        Assert.Equal(("true", 32, TimeSpan.FromSeconds(5)), (string.Join(' ', prepare.Attempt.Command), prepare.Attempt.MemoryMiB, prepare.Attempt.Grace));
        Assert.Equal(("echo hello", 64, TimeSpan.FromSeconds(30)), (string.Join(' ', main.Attempt.Command), main.Attempt.MemoryMiB, main.Attempt.Grace));
        Assert.NotEqual(prepare.Attempt.TaskId, main.Attempt.TaskId);
        Assert.Equal(main.Attempt.Group, prepare.Attempt.Group);
        Assert.Equal(("main", "prepare"), (main.Attempt.Task?.ContainerName, prepare.Attempt.Task?.ContainerName));
        Assert.Equal((2m, 96), (main.Attempt.Task?.Vcpus ?? 0, main.Attempt.Task?.MemoryMiB ?? 0));
        Assert.Equal((id, "1"), (main.Attempt.Environment["AWS_BATCH_JOB_ID"], main.Attempt.Environment["A"]));
        var taskId = running.GetProperty("ecsProperties").GetProperty("taskProperties")[0].Text("taskArn")[^32..];
        Assert.Equal($"two/main/{taskId}", main.Attempt.LogStreamName);
        Assert.Equal($"two/main/{taskId}", Containers(running)[0].Text("logStreamName"));
        Assert.Equal("{}", running.GetProperty("container").GetRawText());
        main.Exit(0);
        await local.UntilAsync(id, "SUCCEEDED");
    }

    [Fact]
    public async Task The_ends_of_all_containers_are_told_with_the_attempt_also_after_a_restart()
    {
        await using var local = await ReadyAsync();
        var id = await local.SubmitAsync(definition: "two");
        await RunAsync(local, prepare: 0, main: 5);
        await local.UntilAsync(id, "FAILED");

        await local.RestartAsync();

        var job = await local.DescribeAsync(id);
        var attempt = Assert.Single(job.GetProperty("attempts").EnumerateArray());
        Assert.Equal("Essential container in task exited", attempt.Text("statusReason"));
        Assert.Equal("{}", attempt.GetProperty("container").GetRawText());
        var ends = attempt.GetProperty("taskProperties")[0].GetProperty("containers").EnumerateArray().ToList();
        Assert.Equal(["main", "prepare"], ends.Select(end => end.Text("name")));
        Assert.Equal([5, 0], ends.Select(end => end.Number("exitCode")));
        Assert.All(ends, end => Assert.StartsWith("two/", end.Text("logStreamName"), StringComparison.Ordinal));
        Assert.Equal([5, 0], Containers(job).Select(container => container.Number("exitCode")));
        Assert.Equal("FAILED", local.Bus.StatusesOf(id)[^1]);
        Assert.Contains("taskProperties", local.Bus.Events[^1].GetProperty("detail").GetProperty("attempts").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_rules_see_the_essential_container_s_exit_code()
    {
        await using var local = await ReadyAsync();
        var id = await local.SubmitAsync(
            """ "retryStrategy": {"attempts": 3, "evaluateOnExit": [{"onExitCode": "5", "action": "RETRY"}, {"onReason": "*", "action": "EXIT"}]} """, definition: "two");

        await RunAsync(local, prepare: 0, main: 5);
        await RunAsync(local, prepare: 0, main: 6);

        var job = await local.UntilAsync(id, "FAILED");
        Assert.Equal(2, job.GetProperty("attempts").GetArrayLength());
    }

    [Fact]
    public async Task A_container_whose_dependency_failed_never_starts_and_the_task_fails_to_start()
    {
        await using var local = await ReadyAsync();
        var id = await local.SubmitAsync(definition: "two");
        var prepare = await local.Executor.NextAsync();
        prepare.Start();
        prepare.Exit(1);

        var job = await local.UntilAsync(id, "FAILED");

        Assert.Equal("Task failed to start", job.Text("statusReason"));
        Assert.Equal([143, 1], Containers(job).Select(container => container.Number("exitCode")));
        Assert.False(Containers(job)[0].Has("logStreamName"));
        Assert.False(local.Executor.HasStarted);
        await local.Engine.DisposeAsync();
        Assert.Equal(["RUNNABLE", "STARTING", "FAILED"], local.Bus.StatusesOf(id));
    }

    [Fact]
    public async Task Overrides_are_laid_over_by_name_and_described_and_kept()
    {
        await using var local = await ReadyAsync(maxVcpus: 0);
        var id = await local.SubmitAsync(
            """
            "ecsPropertiesOverride": {"taskProperties": [{"containers": [{"name": "main", "command": ["cat"], "environment": [{"name": "A", "value": "2"}, {"name": "B", "value": "3"}],
             "resourceRequirements": [{"type": "MEMORY", "value": "128"}]}]}]}
            """,
            definition: "two");

        await local.RestartAsync();
        await local.CallAsync("UpdateComputeEnvironment", """{"computeEnvironment": "ce", "computeResources": {"maxvCpus": 4}}""");
        await local.SettleLifecycleAsync();
        var prepare = await local.Executor.NextAsync();
        prepare.Start();
        prepare.Exit(0);
        var main = await local.Executor.NextAsync();

        Assert.Equal(("cat", 128), (string.Join(' ', main.Attempt.Command), main.Attempt.MemoryMiB));
        Assert.Equal(("2", "3"), (main.Attempt.Environment["A"], main.Attempt.Environment["B"]));
        var described = Containers(await local.DescribeAsync(id))[0];
        Assert.Equal("""["cat"]""", described.GetProperty("command").GetRawText());
        Assert.Equal(2, described.GetProperty("environment").GetArrayLength());
        Assert.Equal(2, described.GetProperty("resourceRequirements").GetArrayLength());
    }

    [Theory]
    [InlineData(""" "ecsPropertiesOverride": {"taskProperties": [{"containers": [{"name": "nobody"}]}]} """, "two", "There is no container nobody in the job definition.")]
    [InlineData(""" "ecsPropertiesOverride": {"taskProperties": [{"containers": [{"name": "main"}]}]} """, "job", "ecsPropertiesOverride is for jobs of a job definition with ecsProperties.")]
    [InlineData(""" "parameters": {} """, "needs", "Unable to substitute value. No parameter found for reference what")]
    public async Task What_does_not_fit_the_definition_is_refused(string more, string definition, string expected)
    {
        await using var local = await ReadyAsync();
        await local.CallAsync("RegisterJobDefinition", Definition("needs", ""));

        Assert.Equal(expected, await local.RefusalAsync(
            "SubmitJob", $$"""{"jobName": "a", "jobQueue": "q", "jobDefinition": "{{definition}}", {{more}} }""", isWrapped: false));
    }

    [Fact]
    public async Task TerminateJob_stops_every_container_and_starts_no_other()
    {
        await using var local = await ReadyAsync();
        await local.CallAsync("RegisterJobDefinition", """
            {"jobDefinitionName": "pair", "type": "container", "ecsProperties": {"taskProperties": [{"containers": [
             {"name": "a", "image": "x", "command": ["a"], "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "64"}]},
             {"name": "b", "image": "x", "command": ["b"], "essential": false, "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "64"}]},
             {"name": "c", "image": "x", "command": ["c"], "essential": false, "dependsOn": [{"containerName": "b", "condition": "COMPLETE"}],
              "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "64"}]}]}]}}
            """);
        var id = await local.SubmitAsync(definition: "pair");
        var first = await local.Executor.NextAsync();
        var second = await local.Executor.NextAsync();
        first.Start();
        second.Start();

        await local.CallAsync("TerminateJob", $$"""{"jobId": "{{id}}", "reason": "enough"}""");
        await first.AskedToStopAsync();
        await second.AskedToStopAsync();
        var job = await local.UntilAsync(id, "FAILED");

        Assert.Equal("enough", job.Text("statusReason"));
        Assert.Equal([143, 143], Containers(job).Take(2).Select(container => container.Number("exitCode")));
        Assert.False(local.Executor.HasStarted);
    }

    private static async Task<LocalEngine> ReadyAsync(int maxVcpus = 4)
    {
        var local = await LocalEngine.ReadyAsync(maxVcpus: maxVcpus);
        await local.CallAsync("RegisterJobDefinition", Definition("two", """ "parameters": {"what": "hello"}, """));

        return local;
    }

    private static string Definition(string name, string more) =>
        $$"""{"jobDefinitionName": "{{name}}", "type": "container", {{more}} "ecsProperties": {"taskProperties": [{"containers": [{{Two}}]}]} }""";

    private static async Task RunAsync(LocalEngine local, int prepare, int main)
    {
        var first = await local.Executor.NextAsync();
        first.Start();
        first.Exit(prepare);
        var second = await local.Executor.NextAsync();
        second.Start();
        second.Exit(main);
    }

    private static List<JsonElement> Containers(JsonElement job) =>
        [.. job.GetProperty("ecsProperties").GetProperty("taskProperties")[0].GetProperty("containers").EnumerateArray()];
}
