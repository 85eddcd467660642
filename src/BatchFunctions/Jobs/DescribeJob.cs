using System.Globalization;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Lambda;

namespace BatchFunctions.Jobs;

/// <summary>Answers GET /jobs/{jobId}: our record, joined with what AWS Batch says now.</summary>
internal sealed class DescribeJobHandler(IJobStore jobs, IBatchJobs batch, IBlockedQueues queues)
{
    private readonly QueueHeads _heads = new(queues, jobs);

    public Task<IHttpResult> DescribeJob(string jobId, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            LogScope.About(jobId);
            var finding = jobs.FindAsync(jobId, cancellation);
            var describing = batch.DescribeAsync([jobId], cancellation);
            var record = await finding;
            var detail = await describing is [var only, ..] ? only : null;
            if (record is null && detail is null)
            {
                throw new ProblemException(Problem.NotFound($"There is no job '{jobId}'."));
            }

            var children = record is { ArraySize: not null } ? await jobs.FailedChildrenAsync(jobId, cancellation) : [];
            var head = record is null ? null : await _heads.BlockingAsync(record, cancellation);

            return Answer.Ok(Math.Min(children.Count, JobJson.MostChildren), (writer, shown) => JobJson.Write(writer, jobId, record, head, new(children, shown), detail));
        });
}

/// <summary>Answers GET /jobs/{jobId}/children: the status of every child of an array or node of a multi-node job, one letter each, so that ten thousand are 10 KB.</summary>
internal sealed class DescribeChildrenHandler(IBatchJobs batch, IArrayChildren children)
{
    public Task<IHttpResult> DescribeChildren(string jobId, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            LogScope.About(jobId);
            var detail = await batch.DescribeAsync([jobId], cancellation) is [var only, ..] ? only : null;
            if (detail is null)
            {
                throw new ProblemException(Problem.NotFound($"AWS Batch knows no job '{jobId}' any more."));
            }

            var size = detail.ArrayProperties?.Size ?? detail.NodeProperties?.NumNodes
                ?? throw new ProblemException(Problem.NotFound($"The job '{jobId}' has no children: it is neither an array nor a multi-node job."));

            var status = JobStatusNames.Parse(detail.Status?.Value) ?? JobStatus.Submitted;
            var isArray = detail.ArrayProperties?.Size is not null;
            var counts = ChildStatuses.Counts(detail.ArrayProperties?.StatusSummary);
            var listed = isArray ? ChildStatuses.Listed(counts) : [.. JobStatusNames.All.Where(one => one != status)];
            var indices = await Task.WhenAll(listed.Select(one => children.ListAsync(jobId, isArray, one, cancellation)));
            var letters = ChildStatuses.Letters(size, ChildStatuses.Most(counts) ?? status, listed.Zip(indices).ToDictionary(pair => pair.First, pair => pair.Second));

            return Answer.Ok(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("jobId", jobId);
                writer.WriteNumber("size", size);
                writer.WriteString("statuses", letters);
                writer.WriteStartObject("letters");
                foreach (var status in JobStatusNames.All)
                {
                    writer.WriteString(ChildStatuses.Letter(status).ToString(), status.Name);
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
            });
        });
}

/// <summary>Puts together which child has which status. Values in, values out.</summary>
internal static class ChildStatuses
{
    private const string AllLetters = "UPRTNSF";

    /// <summary>One for each status, in the order in which a job passes through them.</summary>
    public static char Letter(JobStatus status) => AllLetters[(int)status];

    public static IReadOnlyDictionary<JobStatus, int> Counts(IReadOnlyDictionary<string, int>? summary) =>
        JobStatusNames.All.ToDictionary(status => status, status => summary?.GetValueOrDefault(status.Name) ?? 0);

    /// <summary>The statuses whose children have to be listed: all that there are but the most frequent one, which the others have.</summary>
    // AWS: ListJobs gives 100 children of one status a call (API_ListJobs): 37 failed ones among ten thousand take one call.
    public static IReadOnlyList<JobStatus> Listed(IReadOnlyDictionary<JobStatus, int> counts) =>
        [.. counts.Where(count => count.Value > 0).OrderByDescending(count => count.Value).Skip(1).Select(count => count.Key).Order()];

    /// <summary>The most frequent status; <c>null</c> where nothing is counted.</summary>
    public static JobStatus? Most(IReadOnlyDictionary<JobStatus, int> counts) => counts.MaxBy(count => count.Value) is { Value: > 0 } most ? most.Key : null;

    /// <summary>A letter for each index. A child that has moved on between two calls has the status of the later one.</summary>
    /// <param name="otherwise">Status of those that are not listed.</param>
    /// <param name="listed">Indices by status.</param>
    public static string Letters(int size, JobStatus otherwise, IReadOnlyDictionary<JobStatus, IReadOnlyList<int>> listed) =>
        string.Create(size, (otherwise, listed), static (letters, given) =>
        {
            letters.Fill(Letter(given.otherwise));
            foreach (var (status, indices) in given.listed.OrderBy(one => one.Key))
            {
                foreach (var index in indices)
                {
                    if (index >= 0 && index < letters.Length)
                    {
                        letters[index] = Letter(status);
                    }
                }
            }
        });
}

/// <summary>The children of an array job, or the nodes of a multi-node job, as AWS Batch lists them.</summary>
internal interface IArrayChildren
{
    /// <summary>Indices of the children in a status.</summary>
    Task<IReadOnlyList<int>> ListAsync(string jobId, bool isArray, JobStatus status, CancellationToken cancellation);
}

/// <summary>Lists them page by page.</summary>
internal sealed class BatchArrayChildren(IAmazonBatch batch) : IArrayChildren
{
    public async Task<IReadOnlyList<int>> ListAsync(string jobId, bool isArray, JobStatus status, CancellationToken cancellation)
    {
        var indices = new List<int>();
        var request = new ListJobsRequest { ArrayJobId = isArray ? jobId : null, MultiNodeJobId = isArray ? null : jobId, JobStatus = Amazon.Batch.JobStatus.FindValue(status.Name), MaxResults = 100 };
        do
        {
            var page = await batch.ListJobsAsync(request, cancellation);
            foreach (var child in page.JobSummaryList ?? [])
            {
                // AWS: a child's id is its array's, a colon and its index (user guide, array jobs); a node's has a hash sign (multi-node parallel jobs).
                if (int.TryParse(child.JobId.AsSpan(child.JobId.LastIndexOfAny([':', '#']) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                {
                    indices.Add(index);
                }
            }

            request.NextToken = page.NextToken;
        }
        while (request.NextToken is { Length: > 0 });

        return indices;
    }
}
