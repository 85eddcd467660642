using System.Security.Cryptography;
using System.Text;
using Amazon.Batch;
using Amazon.Batch.Model;

namespace Clients.Tests.Programs;

/// <summary>Cromwell: a definition by the hash of all it says, scripts in S3 fetched by what its hosts bring along, a return code in S3.</summary>
[Collection(ClientCollection.Name)]
public sealed class CromwellTests(ClientStack stack)
{
    [Fact]
    public async Task A_definition_with_its_host_s_tools_is_found_by_name_and_registered_once()
    {
        var (first, second) = (await DefinitionAsync("once"), await DefinitionAsync("once"));

        Assert.Equal(first, second);
        Assert.EndsWith(":1", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_fetches_its_script_runs_it_in_its_disk_and_leaves_its_return_code_in_S3()
    {
        var script = await PutScriptAsync("cromwell/scripts", "echo aligned > output.txt", "cromwell/call");

        var job = await stack.EndAsync(await SubmitAsync(await DefinitionAsync("runs"), script));

        Assert.True(job.Status == JobStatus.SUCCEEDED, $"{job.StatusReason} {job.Container.Reason}: {string.Join('\n', await stack.LinesAsync(job.Container.LogStreamName))}");
        Assert.Equal("aligned\n", await stack.TextAsync("cromwell/call/output.txt"));
        Assert.Equal("0", (await stack.TextAsync("cromwell/call/rc")).Trim());
    }

    [Fact]
    public async Task A_call_that_fails_is_tried_again_as_its_definition_says_and_has_its_exit_code()
    {
        var script = await PutScriptAsync("cromwell/scripts", "exit 12", "cromwell/fails");

        var job = await stack.EndAsync(await SubmitAsync(await DefinitionAsync("fails"), script));

        Assert.Equal((JobStatus.FAILED, 12, 2), (job.Status, job.Container.ExitCode, job.Attempts.Count));
        Assert.Equal("12", (await stack.TextAsync("cromwell/fails/rc")).Trim());
    }

    [Fact]
    public async Task A_call_whose_host_dies_has_no_exit_code_and_a_reason_that_Cromwell_knows()
    {
        var script = await PutScriptAsync("cromwell/scripts", "sleep 600", "cromwell/host");
        var id = await SubmitAsync(await DefinitionAsync("host", attempts: 1), script);
        await stack.UntilAsync(id, "RUNNING");

        using (var client = stack.Process.SignedClient())
        {
            using var gone = await client.PostAsync("batch", $"/_localcloud/hosts/{id}/terminate", default, ClientStack.Cancellation);
            Assert.True(gone.IsSuccessStatusCode);
        }

        var job = await stack.EndAsync(id);

        Assert.Null(job.Container.ExitCode);
        Assert.Matches(@"\AHost EC2 .*terminated\.\z", job.StatusReason);
    }

    [Fact]
    public async Task A_call_is_aborted_in_any_status()
    {
        var first = await SubmitAsync(await DefinitionAsync("abort"), await PutScriptAsync("cromwell/scripts", "trap 'exit 143' TERM; sleep 600 & wait", "cromwell/abort"));
        await stack.UntilAsync(first, "RUNNING");

        await stack.Batch.TerminateJobAsync(new() { JobId = first, Reason = "cromwell abort called" }, ClientStack.Cancellation);

        Assert.Equal("cromwell abort called", (await stack.UntilAsync(first, "FAILED")).StatusReason);
    }

    /// <summary>The script under a hash of its text (Cromwell's is MD5), put there only if nobody has.</summary>
    private async Task<string> PutScriptAsync(string folder, string command, string call)
    {
        var aws = "/usr/local/aws-cli/aws";
        var text = $$"""
            #!/bin/bash
            cd /cromwell_root
            ( {{command}} )
            echo $? > rc
            {{aws}} s3 cp rc s3://{{ClientStack.Bucket}}/{{call}}/rc
            [ -f output.txt ] && {{aws}} s3 cp output.txt s3://{{ClientStack.Bucket}}/{{call}}/output.txt
            exit $(cat rc)

            """;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        var key = $"{folder}/{Convert.ToHexStringLower(hash)}";
        try
        {
            await stack.S3.GetObjectMetadataAsync(ClientStack.Bucket, key, ClientStack.Cancellation);
        }
        catch (Amazon.S3.AmazonS3Exception exception) when (exception.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            await stack.PutAsync(key, text);
        }

        return $"s3://{ClientStack.Bucket}/{key}";
    }

    private async Task<string> DefinitionAsync(string call, int attempts = 2)
    {
        var container = Container(call);
        var name = $"cromwell_ubuntu_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{call} {attempts}")))[..40]}";
        var found = await stack.Batch.DescribeJobDefinitionsAsync(new() { JobDefinitionName = name, Status = "ACTIVE" }, ClientStack.Cancellation);
        if (found.JobDefinitions.Count > 0)
        {
            return found.JobDefinitions.OrderByDescending(definition => definition.Revision).First().JobDefinitionArn;
        }

        return (await stack.Batch.RegisterJobDefinitionAsync(
            new()
            {
                JobDefinitionName = name,
                Type = JobDefinitionType.Container,
                ContainerProperties = container,
                RetryStrategy = new()
                {
                    Attempts = attempts,
                    EvaluateOnExit = [new() { OnStatusReason = "Host EC2*", Action = RetryAction.RETRY }, new() { OnExitCode = "12", Action = RetryAction.RETRY }, new() { OnReason = "*", Action = RetryAction.EXIT }],
                },
            },
            ClientStack.Cancellation)).JobDefinitionArn;
    }

    /// <summary>A disk, and from the host the script that fetches scripts and the AWS CLI; shared memory and limits always.</summary>
    private ContainerProperties Container(string call)
    {
        var host = stack.Folder($"cromwell-{call}");
        var fetch = Path.Combine(host, "fetch_and_run.sh");
        File.WriteAllText(fetch, """
            #!/bin/bash
            /usr/local/aws-cli/aws s3 cp "$BATCH_FILE_S3_URL" /tmp/$AWS_BATCH_JOB_ID.sh && exec bash /tmp/$AWS_BATCH_JOB_ID.sh

            """);
        File.SetUnixFileMode(fetch, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        return new()
        {
            Image = "ubuntu:latest",
            Command = ["/bin/bash", "-c", "/var/scratch/fetch_and_run.sh"],
            ResourceRequirements = [new() { Type = "VCPU", Value = "1" }, new() { Type = "MEMORY", Value = "1024" }],
            JobRoleArn = ClientStack.JobRole,
            Volumes =
            [
                new() { Name = "local-disk", Host = new() { SourcePath = Path.Combine(host, "cromwell_root") } },
                new() { Name = "fetchAndRunScript", Host = new() { SourcePath = fetch } },
                new() { Name = "awsCliHome", Host = new() { SourcePath = AppContext.BaseDirectory.TrimEnd('/') } },
            ],
            MountPoints =
            [
                new() { SourceVolume = "local-disk", ContainerPath = "/cromwell_root" },
                new() { SourceVolume = "fetchAndRunScript", ContainerPath = "/var/scratch/fetch_and_run.sh", ReadOnly = true },
                new() { SourceVolume = "awsCliHome", ContainerPath = "/usr/local/aws-cli", ReadOnly = true },
            ],
            LinuxParameters = new() { SharedMemorySize = 64 },
            Ulimits = [new() { Name = "nofile", SoftLimit = 1024, HardLimit = 1024 }],
        };
    }

    private async Task<string> SubmitAsync(string definition, string script)
    {
        var queue = (await stack.Batch.DescribeJobQueuesAsync(new() { JobQueues = [ClientStack.Ec2Queue] }, ClientStack.Cancellation)).JobQueues[0].JobQueueArn;

        return await stack.SubmitAsync(new()
        {
            JobName = "workflow_call",
            JobQueue = queue,
            JobDefinition = definition,
            PropagateTags = true,
            Tags = new() { ["cromwell-workflow-id"] = "w-1" },
            Timeout = new() { AttemptDurationSeconds = 86_400 },
            ContainerOverrides = new()
            {
                Environment = [ClientStack.Dotnet, new() { Name = "BATCH_FILE_TYPE", Value = "script" }, new() { Name = "BATCH_FILE_S3_URL", Value = script }],
                ResourceRequirements = [new() { Type = "VCPU", Value = "1" }, new() { Type = "MEMORY", Value = "1024" }],
            },
        });
    }
}
