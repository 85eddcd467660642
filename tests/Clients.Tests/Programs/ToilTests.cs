using Amazon.Batch;
using Amazon.Batch.Model;

namespace Clients.Tests.Programs;

/// <summary>Toil: one definition a run, with the same seven folders of the host in every job, and workers that meet there.</summary>
[Collection(ClientCollection.Name)]
public sealed class ToilTests(ClientStack stack)
{
    private static readonly string[] Shared =
        ["/var/lib/toil", "/var/lib/docker", "/var/lib/cwl", "/var/run/docker.sock", "/var/run/user", "/tmp", "/var/lib/toil/work"];

    [Fact]
    public async Task Its_definition_with_seven_folders_of_the_host_is_described_as_it_was_sent()
    {
        var arn = await RegisterAsync("toil-0b6f0f0e", path => path);

        var container = Assert.Single((await stack.Batch.DescribeJobDefinitionsAsync(new() { JobDefinitions = [arn] }, ClientStack.Cancellation)).JobDefinitions).ContainerProperties;

        Assert.Equal(Shared, container.Volumes.Select(volume => volume.Host.SourcePath));
        Assert.Equal(Shared, container.MountPoints.Select(mount => mount.ContainerPath));
        Assert.True(container.Privileged);
    }

    [Fact]
    public async Task Workers_meet_in_the_shared_folders_and_the_run_cleans_up_behind_them()
    {
        var host = stack.Folder("toil-host");
        var arn = await RegisterAsync("toil-run", path => host + path);

        var first = await stack.EndAsync(await SubmitAsync(arn, "echo left by $TOIL_WORKER > /var/lib/toil/note"));
        var second = await stack.EndAsync(await SubmitAsync(arn, "cat /var/lib/toil/note"));
        await stack.Batch.DeregisterJobDefinitionAsync(new() { JobDefinition = arn }, ClientStack.Cancellation);

        Assert.True(first.Status == JobStatus.SUCCEEDED, $"{first.StatusReason} {first.Container.Reason}");
        Assert.True(first.StoppedAt >= first.StartedAt && first.StartedAt > 0);
        Assert.Equal(["left by w1"], ClientStack.OwnLines(await stack.LinesAsync(second.Container.LogStreamName)));
        Assert.Equal("left by w1\n", await File.ReadAllTextAsync(Path.Combine(host, "var/lib/toil/note"), ClientStack.Cancellation));
        var refusal = await Assert.ThrowsAsync<ClientException>(() => SubmitAsync(arn, "true"));
        Assert.Equal($"JobDefinition {arn} is not in ACTIVE status", refusal.Message);
    }

    [Fact]
    public async Task A_worker_that_is_killed_is_watched_until_it_is_FAILED()
    {
        var host = stack.Folder("toil-kill");
        var id = await SubmitAsync(await RegisterAsync("toil-kill", path => host + path), "trap 'exit 143' TERM; sleep 600 & wait");
        await stack.UntilAsync(id, "RUNNING");

        await stack.Batch.TerminateJobAsync(new() { JobId = id, Reason = "Killed by Toil" }, ClientStack.Cancellation);

        Assert.Equal("Killed by Toil", (await stack.UntilAsync(id, "FAILED")).StatusReason);
    }

    [Fact]
    public async Task A_worker_that_fails_tells_its_exit_code()
    {
        var host = stack.Folder("toil-fails");

        var job = await stack.EndAsync(await SubmitAsync(await RegisterAsync("toil-fails", path => host + path), "exit 66"));

        Assert.Equal((JobStatus.FAILED, 66, "Essential container in task exited"), (job.Status, job.Container.ExitCode, job.StatusReason));
    }

    /// <param name="name">Of the definition.</param>
    /// <param name="hostPath">Where a folder is on the host: there itself, or below a folder of the test, which may be made.</param>
    private async Task<string> RegisterAsync(string name, Func<string, string> hostPath) => (await stack.Batch.RegisterJobDefinitionAsync(
        new()
        {
            JobDefinitionName = name,
            Type = JobDefinitionType.Container,
            ContainerProperties = new()
            {
                Image = "quay.io/ucsc_cgl/toil:latest",
                Volumes = [.. Shared.Select((path, index) => new Volume { Name = $"mnt{index}", Host = new() { SourcePath = hostPath(path) } })],
                MountPoints = [.. Shared.Select((path, index) => new MountPoint { SourceVolume = $"mnt{index}", ContainerPath = path })],
                ResourceRequirements = [new() { Type = "MEMORY", Value = "2048" }, new() { Type = "VCPU", Value = "1" }],
                Privileged = true,
                JobRoleArn = ClientStack.JobRole,
            },
            RetryStrategy = new() { Attempts = 1 },
            PropagateTags = true,
        },
        ClientStack.Cancellation)).JobDefinitionArn;

    private Task<string> SubmitAsync(string definition, string script) => stack.SubmitAsync(new()
    {
        JobName = "WDLTaskJob",
        JobQueue = ClientStack.Ec2Queue,
        JobDefinition = definition,
        ContainerOverrides = new()
        {
            Command = ["bash", "-c", script],
            Environment = [new() { Name = "TOIL_WORKER", Value = "w1" }],
            ResourceRequirements = [new() { Type = "MEMORY", Value = "1024" }, new() { Type = "VCPU", Value = "1" }],
        },
    });
}
