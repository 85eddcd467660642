using Amazon.Batch;
using Amazon.Batch.Model;

namespace Clients.Tests.Programs;

/// <summary>Nextflow: a definition for each image and its options, a task whose script, log, exit code and files are in S3.</summary>
[Collection(ClientCollection.Name)]
public sealed class NextflowTests(ClientStack stack)
{
    private const string Token = "nf-token";

    private static readonly RetryStrategy SpotRetries = new()
    {
        Attempts = 3,
        EvaluateOnExit = [new() { Action = RetryAction.RETRY, OnStatusReason = "Host EC2*" }, new() { Action = RetryAction.EXIT, OnReason = "*" }],
    };

    [Fact]
    public async Task A_definition_is_found_by_name_ACTIVE_and_token_and_another_token_makes_a_revision()
    {
        var first = await ResolveAsync("nf-token-test", "aaa", Ec2("quay.io/nf/one"));

        Assert.Equal("nf-token-test:1", first);
        Assert.Equal(first, await ResolveAsync("nf-token-test", "aaa", Ec2("quay.io/nf/one")));
        Assert.Equal("nf-token-test:2", await ResolveAsync("nf-token-test", "bbb", Ec2("quay.io/nf/one")));
        await stack.Batch.DeregisterJobDefinitionAsync(new() { JobDefinition = first }, ClientStack.Cancellation);
        Assert.Equal("nf-token-test:3", await ResolveAsync("nf-token-test", "aaa", Ec2("quay.io/nf/one")));
    }

    [Fact]
    public async Task A_task_takes_its_script_from_S3_and_leaves_files_log_and_exit_code_there()
    {
        await PutTaskAsync("nf/ok", "cat input.txt | tr a-z A-Z > output.txt; echo worked");
        await stack.PutAsync("nf/ok/input.txt", "from s3\n");

        var job = await RunAsync("nf/ok");

        Assert.Equal((JobStatus.SUCCEEDED, 0), (job.Status, job.Container.ExitCode));
        Assert.NotEmpty(job.Container.TaskArn);
        Assert.Equal("FROM S3\n", await stack.TextAsync("nf/ok/output.txt"));
        Assert.Equal("0", await stack.TextAsync("nf/ok/.exitcode"));
        Assert.Contains("worked", await stack.TextAsync("nf/ok/.command.log"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_fails_is_not_retried_and_tells_its_exit_code_in_Batch_and_in_S3()
    {
        await PutTaskAsync("nf/fails", "echo no; exit 42");
        await stack.PutAsync("nf/fails/input.txt", "");

        var job = await RunAsync("nf/fails");

        Assert.Equal((JobStatus.FAILED, 42, "Essential container in task exited"), (job.Status, job.Container.ExitCode, job.StatusReason));
        Assert.Null(Assert.Single(job.Attempts).Container.Reason);
        Assert.Equal("42", await stack.TextAsync("nf/fails/.exitcode"));
        Assert.Contains("no", await stack.TextAsync("nf/fails/.command.log"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_is_killed_leaves_its_log_in_S3_by_its_trap()
    {
        await PutTaskAsync("nf/killed", "echo begun; sleep 600 & wait");
        await stack.PutAsync("nf/killed/input.txt", "");
        var id = await SubmitAsync("nf/killed");
        await stack.UntilAsync(id, "RUNNING");
        await EndToEnd.Tests.Wait.UntilAsync(
            async () => await stack.LinesAsync((await stack.DescribeAsync(id)).Container.LogStreamName), lines => lines.Contains("begun"), "the task's first line", () => stack.Process.Output);

        await stack.Batch.TerminateJobAsync(new() { JobId = id, Reason = "Job killed by NF" }, ClientStack.Cancellation);
        var job = await stack.EndAsync(id);

        Assert.Equal((JobStatus.FAILED, "Job killed by NF"), (job.Status, job.StatusReason));
        Assert.True(job.Container.ExitCode == 143, $"{job.Container.ExitCode} {job.Container.Reason}: {string.Join('\n', await stack.LinesAsync(job.Container.LogStreamName))}");
        Assert.Contains("begun", await stack.TextAsync("nf/killed/.command.log"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_whose_host_is_taken_runs_again_on_another()
    {
        await PutTaskAsync("nf/spot", "[ $AWS_BATCH_JOB_ATTEMPT = 2 ] && exit; sleep 600");
        await stack.PutAsync("nf/spot/input.txt", "");
        var id = await SubmitAsync("nf/spot");
        await stack.UntilAsync(id, "RUNNING");

        using (var client = stack.Process.SignedClient())
        {
            using var gone = await client.PostAsync("batch", $"/_localcloud/hosts/{id}/terminate", default, ClientStack.Cancellation);
            Assert.True(gone.IsSuccessStatusCode);
        }

        var job = await stack.EndAsync(id);

        Assert.Equal(JobStatus.SUCCEEDED, job.Status);
        Assert.Equal(2, job.Attempts.Count);
        Assert.StartsWith("Host EC2", job.Attempts[0].StatusReason, StringComparison.Ordinal);
        Assert.Null(job.Attempts[0].Container.ExitCode);
    }

    [Fact]
    public async Task Many_tasks_are_asked_for_in_one_call_and_the_cluster_is_found_from_the_queue()
    {
        var ids = new List<string>();
        foreach (var number in Enumerable.Range(0, 5))
        {
            ids.Add(await stack.SubmitAsync(new()
            {
                JobName = $"many_{number}",
                JobQueue = ClientStack.Ec2Queue,
                JobDefinition = await ResolveAsync("nf-many", "aaa", Ec2("quay.io/nf/many")),
                ContainerOverrides = new() { Command = ["bash", "-o", "pipefail", "-c", "exit 0"] },
            }));
        }

        var unknown = Enumerable.Range(0, 95).Select(number => $"0c5d52a8-2f6e-4f0a-9a3e-{number:x12}");
        var found = (await stack.Batch.DescribeJobsAsync(new() { Jobs = [.. ids, .. unknown] }, ClientStack.Cancellation)).Jobs;
        var queue = (await stack.Batch.DescribeJobQueuesAsync(new() { JobQueues = [ClientStack.Ec2Queue] }, ClientStack.Cancellation)).JobQueues[0];
        var environments = (await stack.Batch.DescribeComputeEnvironmentsAsync(
            new() { ComputeEnvironments = [.. queue.ComputeEnvironmentOrder.Select(order => order.ComputeEnvironment)] }, ClientStack.Cancellation)).ComputeEnvironments;

        Assert.Equal(ids.Order(), found.Select(job => job.JobId).Order());
        foreach (var id in ids)
        {
            var task = (await stack.EndAsync(id)).Container.TaskArn;
            Assert.StartsWith(environments[0].EcsClusterArn.Replace(":cluster/", ":task/", StringComparison.Ordinal), task, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_task_that_no_environment_can_hold_waits_with_a_reason_that_Nextflow_looks_for()
    {
        var id = await stack.SubmitAsync(new()
        {
            JobName = "too_large",
            JobQueue = ClientStack.Ec2Queue,
            JobDefinition = await ResolveAsync("nf-large", "aaa", Ec2("quay.io/nf/large")),
            ContainerOverrides = new() { ResourceRequirements = [new() { Type = "VCPU", Value = "64" }] },
        });

        var job = await EndToEnd.Tests.Wait.UntilAsync(
            () => stack.DescribeAsync(id), job => job.StatusReason is not null, "a reason why the job waits", () => stack.Process.Output);
        await stack.Batch.TerminateJobAsync(new() { JobId = id, Reason = "Job killed by NF" }, ClientStack.Cancellation);

        Assert.Equal(JobStatus.RUNNABLE, job.Status);
        Assert.StartsWith("MISCONFIGURATION:", job.StatusReason, StringComparison.Ordinal);
        await stack.UntilAsync(id, "FAILED");
    }

    [Fact]
    public async Task Tasks_of_an_array_know_their_index()
    {
        var id = await stack.SubmitAsync(new()
        {
            JobName = "array",
            JobQueue = ClientStack.Ec2Queue,
            JobDefinition = await ResolveAsync("nf-array", "aaa", Ec2("quay.io/nf/array")),
            ArrayProperties = new() { Size = 2 },
            ContainerOverrides = new() { Command = ["bash", "-o", "pipefail", "-c", "echo task $AWS_BATCH_JOB_ARRAY_INDEX"] },
        });
        await stack.UntilAsync(id, "SUCCEEDED");

        foreach (var index in (int[])[0, 1])
        {
            Assert.Equal([$"task {index}"], await stack.LinesAsync((await stack.DescribeAsync($"{id}:{index}")).Container.LogStreamName));
        }
    }

    [Fact]
    public async Task A_task_runs_on_Fargate_with_its_disk_and_its_platform()
    {
        var definition = await ResolveAsync("nf-fargate", "aaa", new()
        {
            Image = "quay.io/nf/fargate",
            Command = ["true"],
            ResourceRequirements = [new() { Type = "VCPU", Value = "1" }, new() { Type = "MEMORY", Value = "2048" }],
            JobRoleArn = ClientStack.JobRole,
            ExecutionRoleArn = ClientStack.ExecutionRole,
            NetworkConfiguration = new() { AssignPublicIp = AssignPublicIp.ENABLED },
            EphemeralStorage = new() { SizeInGiB = 50 },
            RuntimePlatform = new() { CpuArchitecture = "X86_64" },
        }, "FARGATE");

        var job = await stack.EndAsync(await stack.SubmitAsync(new()
        {
            JobName = "fargate",
            JobQueue = ClientStack.FargateQueue,
            JobDefinition = definition,
            ContainerOverrides = new() { Command = ["bash", "-o", "pipefail", "-c", "echo $AWS_EXECUTION_ENV"] },
        }));

        Assert.Equal(JobStatus.SUCCEEDED, job.Status);
        Assert.Equal(["AWS_ECS_FARGATE"], await stack.LinesAsync(job.Container.LogStreamName));
    }

    [Fact]
    public async Task A_share_identifier_and_an_unknown_queue_are_refused_as_AWS_Batch_refuses_them()
    {
        var definition = await ResolveAsync("nf-refused", "aaa", Ec2("quay.io/nf/refused"));

        SubmitJobRequest shared = new() { JobName = "share", JobQueue = ClientStack.Ec2Queue, JobDefinition = definition, ShareIdentifier = "a", SchedulingPriorityOverride = 1 };
        var share = await Assert.ThrowsAsync<ClientException>(() => stack.SubmitAsync(shared));
        var queue = await Assert.ThrowsAsync<ClientException>(() => stack.SubmitAsync(new() { JobName = "queue", JobQueue = "nowhere", JobDefinition = definition }));

        Assert.StartsWith("Job with shareIdentifier or schedulingPriority can onlybe submitted", share.Message, StringComparison.Ordinal);
        Assert.Equal(("JobQueue nowhere not found.", System.Net.HttpStatusCode.BadRequest), (queue.Message, queue.StatusCode));
    }

    private static ContainerProperties Ec2(string image)
    {
        var tool = AppContext.BaseDirectory.TrimEnd('/');

        return new()
        {
            Image = image,
            Command = ["true"],
            ResourceRequirements = [new() { Type = "VCPU", Value = "1" }, new() { Type = "MEMORY", Value = "1024" }],
            JobRoleArn = ClientStack.JobRole,
            ExecutionRoleArn = ClientStack.ExecutionRole,
            LogConfiguration = new() { LogDriver = LogDriver.Awslogs, Options = new() { ["awslogs-region"] = "us-east-1", ["awslogs-group"] = "/aws/batch/job" } },
            Volumes = [new() { Name = "aws-cli", Host = new() { SourcePath = tool } }],
            MountPoints = [new() { SourceVolume = "aws-cli", ContainerPath = tool, ReadOnly = true }],
        };
    }

    /// <summary>The <c>name:revision</c> of the ACTIVE definition with this token, which is registered where there is none.</summary>
    private async Task<string> ResolveAsync(string name, string token, ContainerProperties container, string? platform = null)
    {
        var found = await stack.Batch.DescribeJobDefinitionsAsync(new() { JobDefinitionName = name }, ClientStack.Cancellation);
        var known = found.JobDefinitions.FirstOrDefault(definition => definition.Status == "ACTIVE" && definition.Parameters.GetValueOrDefault(Token) == token);
        if (known is not null)
        {
            return $"{name}:{known.Revision}";
        }

        var registered = await stack.Batch.RegisterJobDefinitionAsync(
            new()
            {
                JobDefinitionName = name,
                Type = JobDefinitionType.Container,
                ContainerProperties = container,
                Parameters = new() { [Token] = token },
                Tags = new() { ["nextflow.io/version"] = "24.10.0" },
                PlatformCapabilities = platform is null ? null : [platform],
            },
            ClientStack.Cancellation);

        return $"{registered.JobDefinitionName}:{registered.Revision}";
    }

    /// <summary>The wrapper that runs the task: inputs in, the task, outputs and the exit code out, whatever happens.</summary>
    private Task PutTaskAsync(string folder, string task)
    {
        var work = $"s3://{ClientStack.Bucket}/{folder}";

        return stack.PutAsync($"{folder}/.command.run", $$"""
            #!/bin/bash
            on_exit() { code=$?; printf -- $code > .exitcode; {{ClientStack.Aws}} s3 cp --only-show-errors .exitcode {{work}}/.exitcode || true; exit $code; }
            trap on_exit EXIT
            trap 'exit 143' TERM
            {{ClientStack.Aws}} s3 cp --only-show-errors {{work}}/input.txt input.txt
            ( {{task}} )
            code=$?
            [ -f output.txt ] && {{ClientStack.Aws}} s3 cp --only-show-errors output.txt {{work}}/output.txt
            exit $code

            """);
    }

    private async Task<JobDetail> RunAsync(string folder) => await stack.EndAsync(await SubmitAsync(folder));

    private async Task<string> SubmitAsync(string folder)
    {
        var work = $"s3://{ClientStack.Bucket}/{folder}";
        var copy = $"{ClientStack.Aws} s3 cp --only-show-errors";

        return await stack.SubmitAsync(new()
        {
            JobName = folder.Replace('/', '_'),
            JobQueue = ClientStack.Ec2Queue,
            JobDefinition = await ResolveAsync("nf-quay-io-task", "aaa", Ec2("quay.io/nf/task")),
            Tags = new() { ["pipeline"] = "test" },
            PropagateTags = true,
            RetryStrategy = SpotRetries,
            Timeout = new() { AttemptDurationSeconds = 3600 },
            ContainerOverrides = new()
            {
                Command =
                [
                    "bash", "-o", "pipefail", "-c",
                    $"trap \"{{ ret=\\$?; {copy} .command.log {work}/.command.log||true; exit \\$ret; }}\" EXIT; trap 'exit 143' TERM; {copy} {work}/.command.run run.sh; bash run.sh > >(tee .command.log) 2>&1 & wait $!",
                ],
                Environment = [ClientStack.Dotnet, new() { Name = "AWS_MAX_ATTEMPTS", Value = "5" }],
                ResourceRequirements = [new() { Type = "MEMORY", Value = "1024" }],
            },
        });
    }
}
