using System.Net;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Runtime;
using Simulation.Tests.Functions;

namespace Simulation.Tests.Cloud;

/// <summary>The client of AWS Batch, with the engine at the other end.</summary>
/// <param name="gate">The way there.</param>
internal sealed class SimulatedBatch(SimulatedEngine engine, Gate gate)
    : AmazonBatchClient(new AnonymousAWSCredentials(), new AmazonBatchConfig { ServiceURL = "http://localhost" })
{
    public override Task<SubmitJobResponse> SubmitJobAsync(SubmitJobRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<SubmitJobResponse>(request, $"SubmitJob {request.JobName}", answer => Short.Of(answer.JobId));

    public override Task<ListJobsResponse> ListJobsAsync(ListJobsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListJobsResponse>(request, "ListJobs", answer => Short.Count(answer.JobSummaryList ?? []));

    public override Task<DescribeJobsResponse> DescribeJobsAsync(DescribeJobsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeJobsResponse>(request, "DescribeJobs", answer => string.Join(' ', (answer.Jobs ?? []).Select(job => job.Status.Value)));

    public override Task<CancelJobResponse> CancelJobAsync(CancelJobRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CancelJobResponse>(request, $"CancelJob {Short.Of(request.JobId)}", _ => "done");

    public override Task<TerminateJobResponse> TerminateJobAsync(TerminateJobRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<TerminateJobResponse>(request, $"TerminateJob {Short.Of(request.JobId)}", _ => "done");

    public override Task<DescribeJobQueuesResponse> DescribeJobQueuesAsync(DescribeJobQueuesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeJobQueuesResponse>(request, "DescribeJobQueues", _ => "done");

    public override Task<DescribeJobDefinitionsResponse> DescribeJobDefinitionsAsync(
        DescribeJobDefinitionsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeJobDefinitionsResponse>(request, "DescribeJobDefinitions", _ => "done");

    private Task<T> CallAsync<T>(AmazonWebServiceRequest request, string what, Func<T, string> name)
        where T : AmazonWebServiceResponse =>
        gate.CallAsync(
            what,
            async () =>
            {
                try
                {
                    return Listed((T)await engine.CallAsync(request));
                }
                catch (LocalBatch.Operations.ClientException refusal)
                {
                    throw new Amazon.Batch.Model.ClientException(refusal.Message)
                    {
                        StatusCode = (HttpStatusCode)refusal.StatusCode,
                        ErrorCode = "ClientException",
                    };
                }
            },
            name);

    /// <summary>A page that is short for it still carries its token.</summary>
    private T Listed<T>(T answer)
    {
        switch (answer)
        {
            case ListJobsResponse list:
                list.JobSummaryList?.RemoveAll(job => !engine.Lists(job.CreatedAt));
                break;
            case DescribeJobsResponse described:
                described.Jobs?.RemoveAll(job => !engine.Lists(job.CreatedAt));
                break;
        }

        return answer;
    }
}
