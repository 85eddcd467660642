using System.Diagnostics;
using Amazon.Runtime;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Operations;

namespace LocalBatch.Wire;

/// <summary>Which operation answers which request: one line for each of the 48.</summary>
internal static class OperationSwitch
{
    /// <exception cref="Operations.ClientException">The operation refuses the request.</exception>
    public static AmazonWebServiceResponse Run(AmazonWebServiceRequest request, EngineState state) => request switch
    {
        CancelJobRequest it => CancelJob.Run(it, state),
        CancelJobsRequest it => CancelJobs.Run(it, state),
        CreateComputeEnvironmentRequest it => CreateComputeEnvironment.Run(it, state),
        CreateConsumableResourceRequest it => CreateConsumableResource.Run(it, state),
        CreateJobQueueRequest it => CreateJobQueue.Run(it, state),
        CreateQuotaShareRequest it => CreateQuotaShare.Run(it, state),
        CreateSchedulingPolicyRequest it => CreateSchedulingPolicy.Run(it, state),
        CreateServiceEnvironmentRequest it => CreateServiceEnvironment.Run(it, state),
        DeleteComputeEnvironmentRequest it => DeleteComputeEnvironment.Run(it, state),
        DeleteConsumableResourceRequest it => DeleteConsumableResource.Run(it, state),
        DeleteJobQueueRequest it => DeleteJobQueue.Run(it, state),
        DeleteQuotaShareRequest it => DeleteQuotaShare.Run(it, state),
        DeleteSchedulingPolicyRequest it => DeleteSchedulingPolicy.Run(it, state),
        DeleteServiceEnvironmentRequest it => DeleteServiceEnvironment.Run(it, state),
        DeregisterJobDefinitionRequest it => DeregisterJobDefinition.Run(it, state),
        DescribeComputeEnvironmentsRequest it => DescribeComputeEnvironments.Run(it, state),
        DescribeConsumableResourceRequest it => DescribeConsumableResource.Run(it, state),
        DescribeJobDefinitionsRequest it => DescribeJobDefinitions.Run(it, state),
        DescribeJobQueuesRequest it => DescribeJobQueues.Run(it, state),
        DescribeJobsRequest it => DescribeJobs.Run(it, state),
        DescribeQuotaShareRequest it => DescribeQuotaShare.Run(it, state),
        DescribeSchedulingPoliciesRequest it => DescribeSchedulingPolicies.Run(it, state),
        DescribeServiceEnvironmentsRequest it => DescribeServiceEnvironments.Run(it, state),
        DescribeServiceJobRequest it => DescribeServiceJob.Run(it, state),
        GetJobQueueSnapshotRequest it => GetJobQueueSnapshot.Run(it, state),
        ListConsumableResourcesRequest it => ListConsumableResources.Run(it, state),
        ListJobsRequest it => ListJobs.Run(it, state),
        ListJobsByConsumableResourceRequest it => ListJobsByConsumableResource.Run(it, state),
        ListQuotaSharesRequest it => ListQuotaShares.Run(it, state),
        ListSchedulingPoliciesRequest it => ListSchedulingPolicies.Run(it, state),
        ListServiceJobsRequest it => ListServiceJobs.Run(it, state),
        ListTagsForResourceRequest it => ListTagsForResource.Run(it, state),
        RegisterJobDefinitionRequest it => RegisterJobDefinition.Run(it, state),
        SubmitJobRequest it => SubmitJob.Run(it, state),
        SubmitServiceJobRequest it => SubmitServiceJob.Run(it, state),
        TagResourceRequest it => TagResource.Run(it, state),
        TerminateJobRequest it => TerminateJob.Run(it, state),
        TerminateJobsRequest it => TerminateJobs.Run(it, state),
        TerminateServiceJobRequest it => TerminateServiceJob.Run(it, state),
        TerminateServiceJobsRequest it => TerminateServiceJobs.Run(it, state),
        UntagResourceRequest it => UntagResource.Run(it, state),
        UpdateComputeEnvironmentRequest it => UpdateComputeEnvironment.Run(it, state),
        UpdateConsumableResourceRequest it => UpdateConsumableResource.Run(it, state),
        UpdateJobQueueRequest it => UpdateJobQueue.Run(it, state),
        UpdateQuotaShareRequest it => UpdateQuotaShare.Run(it, state),
        UpdateSchedulingPolicyRequest it => UpdateSchedulingPolicy.Run(it, state),
        UpdateServiceEnvironmentRequest it => UpdateServiceEnvironment.Run(it, state),
        UpdateServiceJobRequest it => UpdateServiceJob.Run(it, state),
        _ => throw new UnreachableException(),
    };
}
