using System.Text.Json;
using Amazon.Batch.Model;

namespace BatchFunctions.Jobs;

/// <summary>Counts each job that AWS Batch takes, whichever way it came.</summary>
internal sealed class CountedSubmissions(IBatchJobs batch, Metrics metrics) : IBatchJobs
{
    public async Task<SubmitReply> SubmitAsync(string request, string token, CancellationToken cancellation)
    {
        var reply = await batch.SubmitAsync(request, token, cancellation);
        if (reply is SubmitReply.Accepted)
        {
            using var job = JsonDocument.Parse(request);
            metrics.Submitted(RequestRules.Text(job.RootElement, "jobQueue") ?? "");
        }

        return reply;
    }

    public Task<Finding> FindAsync(LookUp sought, int mostCalls, CancellationToken cancellation) => batch.FindAsync(sought, mostCalls, cancellation);

    public Task<IReadOnlyList<JobDetail>> DescribeAsync(IReadOnlyList<string> jobIds, CancellationToken cancellation) =>
        batch.DescribeAsync(jobIds, cancellation);

    public Task<IReadOnlyList<string>> FailedChildrenAsync(string arrayJobId, CancellationToken cancellation) =>
        batch.FailedChildrenAsync(arrayJobId, cancellation);

    public Task CancelAsync(string jobId, string reason, CancellationToken cancellation) => batch.CancelAsync(jobId, reason, cancellation);

    public Task TerminateAsync(string jobId, string reason, CancellationToken cancellation) => batch.TerminateAsync(jobId, reason, cancellation);

    public Task<IReadOnlyDictionary<string, string>> CancelAsync(IReadOnlyList<string> jobIds, string reason, CancellationToken cancellation) =>
        batch.CancelAsync(jobIds, reason, cancellation);

    public Task<IReadOnlyDictionary<string, string>> TerminateAsync(IReadOnlyList<string> jobIds, string reason, CancellationToken cancellation) =>
        batch.TerminateAsync(jobIds, reason, cancellation);
}
