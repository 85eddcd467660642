using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;
using JobStatus = BatchFunctions.Jobs.JobStatus;
using JobSummary = BatchFunctions.Jobs.JobSummary;

namespace BatchFunctions.Overview;

/// <summary>Answers GET /overview: queues with what is open in them, what blocks them and what they use, and what failed in 24 hours by cause.</summary>
internal sealed class DescribeOverviewHandler(IJobStore jobs, IBlockedQueues blocked, IAmazonBatch batch, TimeProvider time)
{
    /// <summary>Queues of one answer: what is read of the table grows with them.</summary>
    private const int Queues = 20;

    /// <summary>Open jobs of a queue, and failed ones, that are looked at: one page of the table each, however many there are.</summary>
    private const int Counted = 100;

    // AWS: up to 100 a call (API_DescribeComputeEnvironments).
    private const int MostEnvironments = 100;

    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private static readonly IReadOnlyList<JobStatus> Open = [.. JobStatusNames.All.Where(status => !status.IsTerminal)];

    public Task<IHttpResult> DescribeOverview(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var token = Token(request);
            // To the minute: who asks again while nothing moves gets the same answer.
            var since = DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() - Day).ToUnixTimeSeconds() / 60 * 60);
            var page = await batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { MaxResults = Queues, NextToken = token }, cancellation);
            var environments = await EnvironmentsAsync(page.JobQueues ?? [], cancellation);
            var seen = await Task.WhenAll((page.JobQueues ?? []).Select(queue => LookAsync(queue, since, cancellation)));

            return Answer.Ok(writer => OverviewJson.Write(writer, new(seen, environments, since, page.NextToken)));
        });

    private static string? Token(APIGatewayHttpApiV2ProxyRequest request)
    {
        var query = request.QueryStringParameters ?? new Dictionary<string, string>();
        var errors = query.Keys.Where(name => name != "nextToken").Select(name => new InputError($"?{name}", $"'{name}' is not a parameter here; known is nextToken.")).ToList();

        return errors.Count == 0 ? query.TryGetValue("nextToken", out var token) ? token : null : throw new ProblemException(Problem.BadRequest("The query is wrong.", errors));
    }

    private async Task<IReadOnlyList<ComputeEnvironmentDetail>> EnvironmentsAsync(List<JobQueueDetail> queues, CancellationToken cancellation)
    {
        var names = queues.SelectMany(QueueOverview.EnvironmentsOf).Distinct().Take(MostEnvironments).ToList();

        return names.Count == 0 ? [] : (await batch.DescribeComputeEnvironmentsAsync(new DescribeComputeEnvironmentsRequest { ComputeEnvironments = names }, cancellation)).ComputeEnvironments ?? [];
    }

    private async Task<QueueOverview> LookAsync(JobQueueDetail queue, DateTimeOffset since, CancellationToken cancellation)
    {
        var name = queue.JobQueueName;
        var open = jobs.ListAsync(new JobQuery { JobQueue = name, Statuses = Open, Limit = Counted }, cancellation);
        var failed = jobs.ListAsync(new JobQuery { JobQueue = name, Statuses = [JobStatus.Failed], CreatedAfter = since, Limit = Counted }, cancellation);
        var snapshot = SnapshotAsync(name, cancellation);
        var head = await blocked.FindAsync(name, cancellation) is { } block && await jobs.FindBareAsync(block.HeadJobId, cancellation) is { IsBlocked: true } found ? found : null;

        return new(queue, await open, await failed, head, await snapshot);
    }

    /// <summary><c>null</c> where AWS Batch does not tell, as of a queue that is going.</summary>
    private async Task<GetJobQueueSnapshotResponse?> SnapshotAsync(string queue, CancellationToken cancellation)
    {
        try
        {
            return await batch.GetJobQueueSnapshotAsync(new GetJobQueueSnapshotRequest { JobQueue = queue }, cancellation);
        }
        catch (ClientException)
        {
            return null;
        }
    }
}

/// <summary>A page of queues, and the compute environments that they use.</summary>
internal sealed record QueuesOverview(IReadOnlyList<QueueOverview> Queues, IReadOnlyList<ComputeEnvironmentDetail> Environments, DateTimeOffset Since, string? Next)
{
    /// <summary>
    /// vCPUs that jobs hold in an environment; <c>null</c> where that is not known: a queue with several tells of all of them
    /// together, and queues of other pages are not looked at.
    /// </summary>
    // AWS: a snapshot tells the use of its queue, not of its environments (API_QueueSnapshotUtilizationDetail).
    public decimal? UsedVcpus(string environment)
    {
        var users = Queues.Where(queue => queue.Environments.Contains(environment)).ToList();

        return Next is not null || users.Exists(queue => queue.Environments.Count > 1 || queue.UsedVcpus is null) ? null : users.Sum(queue => queue.UsedVcpus);
    }

    /// <summary>vCPUs of the environments of a queue that take jobs; <c>null</c> where one of them has no limit, or there is none.</summary>
    public int? MostVcpus(QueueOverview queue)
    {
        var taking = Environments.Where(one => queue.Environments.Contains(one.ComputeEnvironmentName) && one.State?.Value == "ENABLED" && one.Status?.Value != "INVALID")
            .Select(one => one.ComputeResources?.MaxvCpus).ToList();

        return taking.Count == 0 || taking.Contains(null) ? null : taking.Sum();
    }
}

/// <summary>A queue at a glance.</summary>
/// <param name="Open">The newest open jobs.</param>
/// <param name="Failed">The newest that failed within the time that is looked at.</param>
/// <param name="Head">The job at its head that cannot start; <c>null</c> while nothing is known to block it.</param>
internal sealed record QueueOverview(JobQueueDetail Queue, JobPage Open, JobPage Failed, JobRecord? Head, GetJobQueueSnapshotResponse? Snapshot)
{
    private const string VcpuUnit = "VCPU";

    /// <summary>Names, in the order in which they are tried.</summary>
    public IReadOnlyList<string> Environments { get; } = EnvironmentsOf(Queue);

    /// <summary>vCPUs that its jobs hold; <c>null</c> where AWS Batch does not tell.</summary>
    public decimal? UsedVcpus =>
        Snapshot is null ? null : (Snapshot.QueueUtilization?.TotalCapacityUsage ?? []).Where(one => one.CapacityUnit == VcpuUnit).Sum(one => (decimal)(one.Quantity ?? 0));

    /// <summary>Of the jobs that were looked at, the RUNNABLE one that was made first.</summary>
    public JobSummary? OldestWaiting => Open.Jobs.Where(job => job.Status == JobStatus.Runnable).MinBy(job => job.CreatedAt);

    public static IReadOnlyList<string> EnvironmentsOf(JobQueueDetail queue) =>
        [.. (queue.ComputeEnvironmentOrder ?? []).OrderBy(one => one.Order).Select(one => ResourceName.Of(one.ComputeEnvironment))];
}
