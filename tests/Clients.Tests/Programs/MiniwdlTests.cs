using Amazon.Batch;
using Amazon.Batch.Model;

namespace Clients.Tests.Programs;

/// <summary>miniwdl-aws: everything in a shared file system that the workflow's own job and the jobs of its tasks mount at one place.</summary>
[Collection(ClientCollection.Name)]
public sealed class MiniwdlTests(ClientStack stack)
{
    private const string Mount = "/mnt/efs";

    [Fact]
    public async Task A_task_runs_in_the_folder_that_the_workflow_prepared_and_leaves_its_files_there()
    {
        await RunAsync("wf-ok", $"mkdir -p {Mount}/ok/work; echo 'echo done > result; echo told' > {Mount}/ok/command; touch {Mount}/ok/stdout.txt {Mount}/ok/stderr.txt");

        var job = await RunAsync("task-ok", Task("ok"));
        var read = await RunAsync("wf-read", $"cat {Mount}/ok/work/result {Mount}/ok/stdout.txt");

        Assert.True(job.Status == JobStatus.SUCCEEDED, $"{job.StatusReason} {job.Container.Reason}");
        Assert.Equal(["done", "told"], await stack.LinesAsync(read.Container.LogStreamName));
        Assert.Equal("INACTIVE", Assert.Single((await stack.Batch.DescribeJobDefinitionsAsync(new() { JobDefinitions = [job.JobDefinition] }, ClientStack.Cancellation)).JobDefinitions).Status);
    }

    [Fact]
    public async Task A_task_that_fails_has_an_exit_code_and_its_errors_in_the_file()
    {
        await RunAsync("wf-bad", $"mkdir -p {Mount}/bad/work; echo 'echo broken >&2; exit 4' > {Mount}/bad/command");

        var job = await RunAsync("task-bad", Task("bad"));
        var read = await RunAsync("wf-bad-read", $"cat {Mount}/bad/stderr.txt");

        Assert.Equal((JobStatus.FAILED, 4), (job.Status, job.Container.ExitCode));
        Assert.Contains("broken", await stack.LinesAsync(read.Container.LogStreamName));
    }

    [Fact]
    public async Task A_task_whose_program_is_missing_fails_with_127_and_one_without_a_shell_fails_to_start()
    {
        var missing = await RunAsync("task-missing", "no-such-program");
        var never = await stack.EndAsync(await SubmitAsync("task-never", "true", program: "/no/such/shell"));

        Assert.Equal(127, missing.Container.ExitCode);
        Assert.Equal((JobStatus.FAILED, "Task failed to start"), (never.Status, never.StatusReason));
    }

    [Fact]
    public async Task A_task_whose_host_is_lost_is_told_from_one_that_failed()
    {
        var id = await SubmitAsync("task-lost", "sleep 600");
        await stack.UntilAsync(id, "RUNNING");

        using (var client = stack.Process.SignedClient())
        {
            using var gone = await client.PostAsync("batch", $"/_localcloud/hosts/{id}/terminate", default, ClientStack.Cancellation);
            Assert.True(gone.IsSuccessStatusCode);
        }

        var job = await stack.EndAsync(id);

        Assert.Contains("Host EC2", job.StatusReason, StringComparison.Ordinal);
        Assert.Contains("terminated", job.StatusReason, StringComparison.Ordinal);
        Assert.Null(job.Container.ExitCode);
    }

    private static string Task(string folder) => $"""
        cd {Mount}/{folder}/work
        exit_code=0
        bash -l ../command >> ../stdout.txt 2> >(tee -a ../stderr.txt >&2) || exit_code=$?
        exit $exit_code
        """;

    /// <summary>Registers, submits, waits, and takes the definition away again.</summary>
    private async Task<JobDetail> RunAsync(string name, string script)
    {
        var job = await stack.EndAsync(await SubmitAsync(name, script));
        await stack.Batch.DeregisterJobDefinitionAsync(new() { JobDefinition = job.JobDefinition }, ClientStack.Cancellation);

        return job;
    }

    private async Task<string> SubmitAsync(string name, string script, string program = "/bin/bash")
    {
        var definition = await stack.Batch.RegisterJobDefinitionAsync(
            new()
            {
                JobDefinitionName = name,
                Type = JobDefinitionType.Container,
                ContainerProperties = new()
                {
                    Image = "ubuntu:20.04",
                    Volumes =
                    [
                        new()
                        {
                            Name = "efs",
                            EfsVolumeConfiguration = new()
                            {
                                FileSystemId = "fs-0a1b2c3d",
                                TransitEncryption = EFSTransitEncryption.ENABLED,
                                AuthorizationConfig = new() { AccessPointId = "fsap-0123456789abcdef0" },
                            },
                        },
                    ],
                    MountPoints = [new() { SourceVolume = "efs", ContainerPath = Mount }],
                    Command = [program, "-ec", script],
                    Environment = [],
                    ResourceRequirements = [new() { Type = "VCPU", Value = "1" }, new() { Type = "MEMORY", Value = "1024" }],
                    Privileged = false,
                },
            },
            ClientStack.Cancellation);

        return await stack.SubmitAsync(new()
        {
            JobName = name,
            JobQueue = ClientStack.Ec2Queue,
            JobDefinition = $"{definition.JobDefinitionName}:{definition.Revision}",
            Timeout = new() { AttemptDurationSeconds = 864_000 },
            Tags = new() { ["AWS_BATCH_PARENT_JOB_ID"] = "none" },
        });
    }
}
