using Amazon.Batch.Model;
using Amazon.Runtime;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Tracking;

/// <summary>
/// What DescribeJobs says of several jobs: one question for all of them, and only if somebody asks it, since DescribeJobs
/// is throttled early.
/// </summary>
internal sealed class JobFacts(IBatchJobs batch, IReadOnlyList<string> jobIds)
{
    /// <summary>One throttled call fails the one who made it, and not all who wait for it; after a second one the service needs rest.</summary>
    private const int MostCalls = 2;

    private Task<IReadOnlyDictionary<string, JobDetail>?>? _asking;

    private int _calls;

    /// <returns><c>null</c> for a job that AWS Batch does not know.</returns>
    public async Task<JobDetail?> OfAsync(string jobId, CancellationToken cancellation)
    {
        if (_asking is null || (!_asking.IsCompletedSuccessfully && _calls < MostCalls))
        {
            _calls++;
            _asking = AskAsync(cancellation);
        }

        return await _asking is { } details
            ? details.GetValueOrDefault(jobId)
            : await batch.DescribeAsync([jobId], cancellation) is [var only, ..] ? only : null;
    }

    /// <returns><c>null</c> where AWS Batch refuses the question, because of one of the jobs: then each is asked about alone.</returns>
    private async Task<IReadOnlyDictionary<string, JobDetail>?> AskAsync(CancellationToken cancellation)
    {
        try
        {
            return (await batch.DescribeAsync(jobIds, cancellation)).ToDictionary(job => job.JobId);
        }
        catch (AmazonServiceException exception) when (exception.IsRefusal)
        {
            return null;
        }
    }
}
