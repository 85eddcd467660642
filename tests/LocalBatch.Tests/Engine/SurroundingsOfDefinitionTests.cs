using LocalBatch.Execution;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Engine;

/// <summary>What a job definition asks for reaches the executor.</summary>
public sealed class SurroundingsOfDefinitionTests
{
    private const string Resources = """[{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "128"}]""";

    [Fact]
    public async Task Every_member_is_handed_to_the_executor_also_after_a_restart()
    {
        await using var local = await LocalEngine.ReadyAsync();
        await local.CallAsync("RegisterJobDefinition", $$"""
            {"jobDefinitionName": "all", "type": "container", "containerProperties": {"image": "busybox", "command": ["true"], "resourceRequirements": {{Resources}},
             "executionRoleArn": "arn:aws:iam::123456789012:role/e", "user": "1000:100", "privileged": true, "readonlyRootFilesystem": true,
             "volumes": [{"name": "h", "host": {"sourcePath": "/srv"} }, {"name": "own", "host": {} }, {"name": "none"},
                         {"name": "efs", "efsVolumeConfiguration": {"fileSystemId": "fs-1", "rootDirectory": "/data"} }],
             "mountPoints": [{"sourceVolume": "h", "containerPath": "/a", "readOnly": true}, {"sourceVolume": "own", "containerPath": "/b"},
                             {"sourceVolume": "efs", "containerPath": "/c", "readOnly": false}, {"sourceVolume": "none", "containerPath": "/d"}],
             "ulimits": [{"name": "nofile", "softLimit": 10, "hardLimit": 20}], "secrets": [{"name": "P", "valueFrom": "arn:aws:ssm:us-east-1:1:parameter/p"}],
             "linuxParameters": {"initProcessEnabled": true, "sharedMemorySize": 64, "tmpfs": [{"containerPath": "/t", "size": 8, "mountOptions": ["ro"]}],
                                 "devices": [{"hostPath": "/dev/null", "containerPath": "/dev/x"}, {"hostPath": "/dev/zero"}], "maxSwap": 5, "swappiness": 60} } }
            """);
        await local.RestartAsync();

        await local.SubmitAsync(definition: "all");
        var attempt = (await local.Executor.NextAsync()).Attempt;

        Assert.True(attempt.HasInit);
        var asked = attempt.Surroundings;
        Assert.Equal(
            [
                new("/a", new VolumeSource.OfHost("/srv"), true), new("/b", new VolumeSource.OfAttempt("own"), false),
                new("/c", new VolumeSource.Shared("fs-1", "/data"), false), new("/d", new VolumeSource.OfAttempt("none"), false),
            ],
            asked.Mounts);
        Assert.Equal([new("/t", 8, true) { Options = "ro" }], asked.Tmpfs);
        Assert.Equal((true, 5, 60), (asked.IsPrivileged, asked.MaxSwapMiB, asked.Swappiness));
        Assert.Equal([new("/dev/null", "/dev/x"), new("/dev/zero", "/dev/zero")], asked.Devices);
        Assert.Equal([new("nofile", 10, 20)], asked.Ulimits);
        Assert.Equal([new("P", "arn:aws:ssm:us-east-1:1:parameter/p")], asked.Secrets);
        Assert.Equal(["privileged", "linuxParameters.maxSwap and swappiness"], asked.WithoutEffect);
        Assert.Equal((true, 64, "1000:100", 0), (asked.HasReadOnlyRoot, asked.SharedMemoryMiB, asked.User, asked.Gpus));
    }

    [Fact]
    public async Task A_definition_that_asks_for_nothing_has_the_short_way()
    {
        await using var local = await LocalEngine.ReadyAsync();

        await local.SubmitAsync();

        Assert.Same(Surroundings.None, (await local.Executor.NextAsync()).Attempt.Surroundings);
    }

    [Fact]
    public async Task GPUs_are_counted_and_who_waits_for_one_holds_up_his_own_queue_only()
    {
        await using var local = await LocalEngine.ReadyAsync(options => options with { Gpus = 2 });
        await local.CreateQueueAsync("other", 1, "ce");
        await RegisterGpusAsync(local, "one", 1);
        await RegisterGpusAsync(local, "two", 2);
        await local.SubmitAsync(definition: "one");
        var first = await local.Executor.NextAsync();
        Assert.Equal(1, first.Attempt.Surroundings.Gpus);

        var waiting = await local.SubmitAsync(definition: "two");
        var without = await local.SubmitAsync(queue: "other");
        Assert.Equal(without, (await local.Executor.NextAsync()).Attempt.JobId);
        await local.QuietAsync();
        Assert.False((await local.DescribeAsync(waiting)).TryGetProperty("statusReason", out var reason) && reason.GetString() is { Length: > 0 });
        first.Exit(0);

        Assert.Equal(waiting, (await local.Executor.NextAsync()).Attempt.JobId);
    }

    [Fact]
    public async Task More_GPUs_than_there_are_is_a_misconfiguration_that_is_told()
    {
        await using var local = await LocalEngine.ReadyAsync(options => options with { Gpus = 2 });
        await RegisterGpusAsync(local, "three", 3);

        var job = await local.DescribeAsync(await local.SubmitAsync(definition: "three"));

        Assert.Equal("RUNNABLE", job.Text("status"));
        Assert.StartsWith("MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT", job.Text("statusReason"), StringComparison.Ordinal);
    }

    private static async Task RegisterGpusAsync(LocalEngine local, string name, int gpus) =>
        await local.CallAsync("RegisterJobDefinition", $$"""
            {"jobDefinitionName": "{{name}}", "type": "container", "containerProperties": {"image": "busybox", "command": ["true"],
             "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "128"}, {"type": "GPU", "value": "{{gpus}}"}] } }
            """);
}
