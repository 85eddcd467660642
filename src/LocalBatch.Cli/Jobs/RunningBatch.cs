using System.Text.Json;
using Amazon.Batch;
using Amazon.Runtime;
using BatchFunctions.Jobs;
using BatchFunctions.Waiting;
using BatchFunctions.Wire;
using LocalCloud.Console;
using LocalCloud.Gateway;
using LocalCloud.Stack;
using JobStatus = BatchFunctions.Jobs.JobStatus;
using JsonText = LocalCloud.Console.JsonText;

namespace LocalBatch.Cli.Jobs;

/// <summary>AWS Batch of the stack that is up with a state folder.</summary>
internal sealed class RunningBatch(RunningStack stack, LocalCredentials credentials, TimeProvider time) : IDisposable
{
    private const string AccountId = "123456789012";
    private const string JobLogGroup = "/aws/batch/job";

    // AWS: DescribeJobs takes up to 100 ids (API_DescribeJobs).
    private const int PageSize = 100;

    private readonly LocalClient _client = new(stack.Endpoint, credentials, new(stack.Region, AccountId), time);

    public string Endpoint => stack.Endpoint.GetLeftPart(UriPartial.Authority);

    public string Region => stack.Region;

    public LocalCredentials Credentials => credentials;

    private StackApi Api => field ??= new(_client, stack.Endpoint);

    /// <exception cref="CommandException">None is up with this state folder.</exception>
    public static RunningBatch Find(string state, TimeProvider time) => StateFolder.IsHeld(state) && RunningStack.Find(state) is { } stack
        ? new(stack, LocalCredentials.LoadOrCreate(state), time)
        : throw new CommandException($"No stack is up with the state folder {Path.GetFullPath(state)}: start one with 'localbatch serve', or name its folder with --state DIR.");

    /// <summary>A client of the SDK for it.</summary>
    public static AmazonBatchClient Client(RunningStack stack, LocalCredentials credentials, AmazonBatchConfig config)
    {
        config.ServiceURL = stack.Endpoint.AbsoluteUri;
        config.AuthenticationRegion = stack.Region;

        return new(new BasicAWSCredentials(credentials.AccessKeyId, credentials.SecretAccessKey), config);
    }

    /// <returns>The job's id.</returns>
    public async Task<string> SubmitAsync(byte[] body, CancellationToken cancellation)
    {
        using var answer = await Api.BatchAsync("/v1/submitjob", body, cancellation);

        return answer.RootElement.Text("jobId") ?? "";
    }

    public async Task TerminateAsync(string jobId, string reason, CancellationToken cancellation)
    {
        using var answer = await Api.BatchAsync("/v1/terminatejob", JsonText.Object(("jobId", jobId), ("reason", reason)), cancellation);
    }

    /// <exception cref="CommandException">AWS Batch does not know it.</exception>
    public async Task<KnownJob> DescribeAsync(string jobId, CancellationToken cancellation) =>
        await DescribeAllAsync([jobId], cancellation) is [var job, ..] ? job : throw new CommandException($"There is no job {jobId}.");

    /// <summary>Those that AWS Batch knows, in the order of the ids.</summary>
    public async Task<IReadOnlyList<KnownJob>> DescribeAllAsync(IReadOnlyList<string> jobIds, CancellationToken cancellation)
    {
        Dictionary<string, KnownJob> found = new(StringComparer.Ordinal);
        foreach (var ids in jobIds.Chunk(PageSize))
        {
            using var answer = await Api.BatchAsync("/v1/describejobs", JsonText.Object(("jobs", ids)), cancellation);
            foreach (var job in answer.RootElement.List("jobs"))
            {
                found[job.Text("jobId") ?? ""] = new(job.Clone());
            }
        }

        return [.. jobIds.Where(found.ContainsKey).Select(id => found[id])];
    }

    public Task<(IReadOnlyList<string> Lines, string? Next)> LogPageAsync(string stream, string? token, CancellationToken cancellation) =>
        Api.LogPageAsync(JobLogGroup, stream, token, cancellation);

    /// <summary>In what status the job is, and why, in lines for a person.</summary>
    /// <exception cref="CommandException">AWS Batch does not know it.</exception>
    public async Task<IReadOnlyList<string>> WhyAsync(string jobId, CancellationToken cancellation)
    {
        var detail = (await DescribeAsync(jobId, cancellation)).Detail.Deserialize(BatchJson.Instance.JobDetail)
            ?? throw new CommandException($"AWS Batch tells nothing of job {jobId}.");
        using var batch = Client(stack, credentials, new());
        var waiting = await WaitingAsync(batch, new BatchJobs(batch, batch, new()), jobId, detail, cancellation);

        return WhyText.Of(JobChangeReader.Read(detail, time.GetUtcNow()), waiting);
    }

    /// <summary>Why a job waits, by AWS Batch's own calls; <c>null</c> where it waits for nothing.</summary>
    public static async Task<WaitingWords?> WaitingAsync(IAmazonBatch batch, IBatchJobs jobs, string jobId, Amazon.Batch.Model.JobDetail detail, CancellationToken cancellation)
    {
        BatchWaitingLook look = new(jobs, new BatchQueueLook(batch));
        var status = JobStatusNames.Parse(detail.Status?.Value) ?? JobStatus.Submitted;

        return status.IsTerminal ? null : WaitingReason.Of(await look.CompleteAsync(BatchWaitingLook.Begin(jobId, status, detail), detail, cancellation));
    }

    public void Dispose()
    {
        Api.Dispose();
        _client.Dispose();
    }
}
