using Amazon.Batch;
using Amazon.Batch.Model;

namespace EndToEnd.Tests;

/// <summary>What AWS Batch lists.</summary>
internal static class Batches
{
    /// <summary>Every job of a queue whose name begins so, in any status.</summary>
    public static async Task<List<JobSummary>> JobsAsync(AmazonBatchClient batch, string queue, string prefix)
    {
        List<JobSummary> jobs = [];
        ListJobsRequest request = new() { JobQueue = queue, Filters = [new() { Name = "JOB_NAME", Values = [$"{prefix}*"] }] };
        do
        {
            var page = await batch.ListJobsAsync(request, TestContext.Current.CancellationToken);
            jobs.AddRange(page.JobSummaryList);
            request.NextToken = page.NextToken;
        }
        while (request.NextToken is not null);

        return jobs;
    }
}
