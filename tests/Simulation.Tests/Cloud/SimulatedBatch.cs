using System.Net;
using Amazon.Batch;
using Amazon.Batch.Internal;
using Amazon.Batch.Model;
using Amazon.Runtime;
using AWSSDK.ServiceRuntime.Client;
using Simulation.Tests.Functions;

namespace Simulation.Tests.Cloud;

/// <summary>The client of AWS Batch, with the engine at the other end.</summary>
/// <param name="gate">The way there.</param>
internal sealed class SimulatedBatch(SimulatedEngine engine, Gate gate)
    : AmazonBatchClient(new AnonymousAWSCredentials(), new AmazonBatchConfig { ServiceURL = "http://localhost" })
{
    public override Task<SubmitJobResponse> SubmitJobAsync(SubmitJobRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(BatchCalls.SubmitJob, request, $"SubmitJob {request.JobName}", answer => Short.Of(answer.JobId));

    public override Task<ListJobsResponse> ListJobsAsync(ListJobsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(BatchCalls.ListJobs, request, "ListJobs", answer => Short.Count(answer.JobSummaryList ?? []));

    public override Task<DescribeJobsResponse> DescribeJobsAsync(DescribeJobsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(BatchCalls.DescribeJobs, request, "DescribeJobs", answer => string.Join(' ', (answer.Jobs ?? []).Select(job => job.Status.Value)));

    public override Task<CancelJobResponse> CancelJobAsync(CancelJobRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(BatchCalls.CancelJob, request, $"CancelJob {Short.Of(request.JobId)}", _ => "done");

    public override Task<TerminateJobResponse> TerminateJobAsync(TerminateJobRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(BatchCalls.TerminateJob, request, $"TerminateJob {Short.Of(request.JobId)}", _ => "done");

    public override Task<DescribeJobQueuesResponse> DescribeJobQueuesAsync(DescribeJobQueuesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(BatchCalls.DescribeJobQueues, request, "DescribeJobQueues", _ => "done");

    public override Task<DescribeJobDefinitionsResponse> DescribeJobDefinitionsAsync(
        DescribeJobDefinitionsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(BatchCalls.DescribeJobDefinitions, request, "DescribeJobDefinitions", _ => "done");

    private Task<TResponse> CallAsync<TRequest, TResponse>(
        ClientOperation<TRequest, TResponse> call, TRequest request, string what, Func<TResponse, string> name)
        where TRequest : AmazonWebServiceRequest
        where TResponse : AmazonWebServiceResponse, new() =>
        gate.CallAsync(
            what,
            async () =>
            {
                try
                {
                    return Listed(WireShapes.Answer(call, await engine.CallAsync(WireShapes.Request(call, request))));
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
