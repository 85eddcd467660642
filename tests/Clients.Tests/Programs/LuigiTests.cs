using Amazon.Batch;
using Amazon.Batch.Model;

namespace Clients.Tests.Programs;

/// <summary>luigi: takes the first queue that works, submits with parameters, polls, and reads the last lines of what failed.</summary>
[Collection(ClientCollection.Name)]
public sealed class LuigiTests(ClientStack stack)
{
    private const int LastLines = 50;

    [Fact]
    public async Task A_task_succeeds_with_its_parameters()
    {
        var queue = await FirstQueueAsync();
        var definition = await RegisterAsync("luigi-works", "echo luigi runs $0; exit 0");

        var id = await SubmitAsync(queue, definition, "Ref");
        var job = await PollAsync(id);

        Assert.Equal(JobStatus.SUCCEEDED, job.Status);
        Assert.Equal(["luigi runs Ref"], await stack.LinesAsync(job.Attempts[0].Container.LogStreamName));
    }

    [Fact]
    public async Task A_task_that_fails_shows_the_last_lines_of_its_first_attempt()
    {
        var queue = await FirstQueueAsync();
        var definition = await RegisterAsync("luigi-fails", "i=0; while [ $i -lt 60 ]; do i=$((i+1)); echo line $i; done; exit 7");

        var job = await PollAsync(await SubmitAsync(queue, definition, "x"));
        var log = await stack.Logs.GetLogEventsAsync(
            new() { LogGroupName = "/aws/batch/job", LogStreamName = job.Attempts[0].Container.LogStreamName, StartFromHead = false },
            ClientStack.Cancellation);

        Assert.Equal(JobStatus.FAILED, job.Status);
        Assert.Equal(Enumerable.Range(11, LastLines).Select(number => $"line {number}"), log.Events.Select(line => line.Message).TakeLast(LastLines));
    }

    [Fact]
    public async Task A_running_job_is_found_by_its_name()
    {
        var queue = await FirstQueueAsync();
        var definition = await RegisterAsync("luigi-runs", "trap 'exit 143' TERM; sleep 600 & wait");
        var id = await SubmitAsync(queue, definition, "x", "batch-job-findable");
        await stack.UntilAsync(id, "RUNNING");

        var listed = await stack.Batch.ListJobsAsync(new() { JobQueue = queue, JobStatus = JobStatus.RUNNING }, ClientStack.Cancellation);
        await stack.Batch.TerminateJobAsync(new() { JobId = id, Reason = "found" }, ClientStack.Cancellation);

        Assert.Equal(id, listed.JobSummaryList.First(job => job.JobName == "batch-job-findable").JobId);
        await stack.EndAsync(id);
    }

    [Fact]
    public async Task An_empty_retry_strategy_which_newer_versions_send_by_default_is_refused_as_AWS_Batch_refuses_it()
    {
        var definition = await RegisterAsync("luigi-newer", "true");

        var refusal = await Assert.ThrowsAsync<ClientException>(() => stack.SubmitAsync(new()
        {
            JobName = "batch-job-newer",
            JobQueue = ClientStack.Ec2Queue,
            JobDefinition = definition,
            ArrayProperties = new(),
            DependsOn = [],
            Parameters = new() { ["word"] = "x" },
            ContainerOverrides = new(),
            RetryStrategy = new(),
        }));

        Assert.Contains("RetryAttempts must be provided with retry strategy", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<string> FirstQueueAsync() => (await stack.Batch.DescribeJobQueuesAsync(new(), ClientStack.Cancellation)).JobQueues
        .First(queue => queue.State == JQState.ENABLED && queue.Status == JQStatus.VALID && queue.JobQueueName == ClientStack.Ec2Queue).JobQueueName;

    private async Task<string> RegisterAsync(string name, string script) => (await stack.Batch.RegisterJobDefinitionAsync(
        new()
        {
            JobDefinitionName = name,
            Type = JobDefinitionType.Container,
            ContainerProperties = new()
            {
                Image = "busybox",
                Command = ["sh", "-c", script, "Ref::word"],
                ResourceRequirements = [new() { Type = "VCPU", Value = "1" }, new() { Type = "MEMORY", Value = "64" }],
            },
        },
        ClientStack.Cancellation)).JobDefinitionArn;

    private Task<string> SubmitAsync(string queue, string definition, string word, string name = "batch-job-abcdefgh") => stack.SubmitAsync(new()
    {
        JobName = name,
        JobQueue = queue,
        JobDefinition = definition,
        Parameters = new() { ["word"] = word },
    });

    private async Task<JobDetail> PollAsync(string id) => await stack.EndAsync(id);
}
