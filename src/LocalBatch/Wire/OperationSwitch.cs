using Amazon.Batch.Model;
using Amazon.Runtime;
using LocalBatch.Operations;

namespace LocalBatch.Wire;

/// <summary>Which operation answers which request. What has no line here is refused by its name.</summary>
internal static class OperationSwitch
{
    /// <exception cref="Operations.ClientException">The operation refuses the request, or there is no such operation here.</exception>
    public static AmazonWebServiceResponse Run(AmazonWebServiceRequest request, EngineState state) => request switch
    {
        CancelJobRequest it => CancelJob.Run(it, state),
        CancelJobsRequest it => CancelJobs.Run(it, state),
        CreateComputeEnvironmentRequest it => CreateComputeEnvironment.Run(it, state),
        CreateConsumableResourceRequest it => CreateConsumableResource.Run(it, state),
        CreateJobQueueRequest it => CreateJobQueue.Run(it, state),
        CreateSchedulingPolicyRequest it => CreateSchedulingPolicy.Run(it, state),
        DeleteComputeEnvironmentRequest it => DeleteComputeEnvironment.Run(it, state),
        DeleteConsumableResourceRequest it => DeleteConsumableResource.Run(it, state),
        DeleteJobQueueRequest it => DeleteJobQueue.Run(it, state),
        DeleteSchedulingPolicyRequest it => DeleteSchedulingPolicy.Run(it, state),
        DeregisterJobDefinitionRequest it => DeregisterJobDefinition.Run(it, state),
        DescribeComputeEnvironmentsRequest it => DescribeComputeEnvironments.Run(it, state),
        DescribeConsumableResourceRequest it => DescribeConsumableResource.Run(it, state),
        DescribeJobDefinitionsRequest it => DescribeJobDefinitions.Run(it, state),
        DescribeJobQueuesRequest it => DescribeJobQueues.Run(it, state),
        DescribeJobsRequest it => DescribeJobs.Run(it, state),
        DescribeSchedulingPoliciesRequest it => DescribeSchedulingPolicies.Run(it, state),
        GetJobQueueSnapshotRequest it => GetJobQueueSnapshot.Run(it, state),
        ListConsumableResourcesRequest it => ListConsumableResources.Run(it, state),
        ListJobsByConsumableResourceRequest it => ListJobsByConsumableResource.Run(it, state),
        ListJobsRequest it => ListJobs.Run(it, state),
        ListSchedulingPoliciesRequest it => ListSchedulingPolicies.Run(it, state),
        ListTagsForResourceRequest it => ListTagsForResource.Run(it, state),
        RegisterJobDefinitionRequest it => RegisterJobDefinition.Run(it, state),
        SubmitJobRequest it => SubmitJob.Run(it, state),
        TagResourceRequest it => TagResource.Run(it, state),
        TerminateJobRequest it => TerminateJob.Run(it, state),
        TerminateJobsRequest it => TerminateJobs.Run(it, state),
        UntagResourceRequest it => UntagResource.Run(it, state),
        UpdateComputeEnvironmentRequest it => UpdateComputeEnvironment.Run(it, state),
        UpdateConsumableResourceRequest it => UpdateConsumableResource.Run(it, state),
        UpdateJobQueueRequest it => UpdateJobQueue.Run(it, state),
        UpdateSchedulingPolicyRequest it => UpdateSchedulingPolicy.Run(it, state),
        _ => throw Operations.ClientException.Raw(OwnTexts.NotSupported(NameOf(request))),
    };

    private static string NameOf(AmazonWebServiceRequest request)
    {
        const string suffix = "Request";
        var name = request.GetType().Name;

        return name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name;
    }
}
