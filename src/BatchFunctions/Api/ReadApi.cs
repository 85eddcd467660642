using Amazon.Batch;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Courses;
using BatchFunctions.Following;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Overview;
using BatchFunctions.Resources;
using BatchFunctions.ServiceJobs;
using BatchFunctions.Submissions;
using BatchFunctions.Waiting;
using Microsoft.Extensions.DependencyInjection;

namespace BatchFunctions.Api;

/// <summary>Answers the routes that only read, and what no route is for.</summary>
internal sealed class ReadApiHandler(IServiceProvider services)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Any, RouteSwitch.AllOfThem)]
    public Task<IHttpResult> ReadApi(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) => RouteSwitch.AnswerAsync(nameof(ReadApi), request, The<TimeProvider>(), context, operation => operation switch
    {
        nameof(DescribeChangesHandler.DescribeChanges) => new DescribeChangesHandler(The<IChangeFeed>(), The<ChangeWatch>(), The<TimeProvider>()).DescribeChanges(request, context),
        nameof(DescribeOverviewHandler.DescribeOverview) => new DescribeOverviewHandler(The<IJobStore>(), The<IBlockedQueues>(), The<IAmazonBatch>(), The<TimeProvider>()).DescribeOverview(request, context),
        nameof(ListJobsHandler.ListJobs) => new ListJobsHandler(The<FilteredJobs>()).ListJobs(request, context),
        nameof(DescribeJobHandler.DescribeJob) => new DescribeJobHandler(The<IJobStore>(), The<IBatchJobs>(), The<IBlockedQueues>()).DescribeJob(request.Path("jobId"), context),
        nameof(ListTimelinesHandler.ListTimelines) => new ListTimelinesHandler(The<FilteredJobs>(), The<IJobStore>()).ListTimelines(request, context),
        nameof(DescribeGraphHandler.DescribeGraph) => new DescribeGraphHandler(The<IJobStore>(), The<IBatchJobs>()).DescribeGraph(request, context),
        nameof(DescribeWaitingHandler.DescribeWaiting) => new DescribeWaitingHandler(The<WaitingLook>()).DescribeWaiting(request.Path("jobId"), context),
        nameof(DescribeChildrenHandler.DescribeChildren) => new DescribeChildrenHandler(The<IBatchJobs>(), The<IArrayChildren>()).DescribeChildren(request.Path("jobId"), context),
        nameof(ReadJobLogsHandler.ReadJobLogs) => new ReadJobLogsHandler(The<IJobStore>(), The<IBatchJobs>(), The<IJobLogs>()).ReadJobLogs(request.Path("jobId"), request, context),
        nameof(DescribeSubmissionHandler.DescribeSubmission) => new DescribeSubmissionHandler(The<ISubmissionStore>(), The<ISubmissionCounts>(), The<IJobStore>()).DescribeSubmission(request.Path("submissionId"), request, context),
        nameof(ComputeEnvironmentReads.DescribeComputeEnvironments) => new ComputeEnvironmentReads(The<IAmazonBatch>()).DescribeComputeEnvironments(request, context),
        nameof(ComputeEnvironmentReads.DescribeComputeEnvironment) => new ComputeEnvironmentReads(The<IAmazonBatch>()).DescribeComputeEnvironment(request.Path("name"), context),
        nameof(JobQueueReads.DescribeJobQueues) => new JobQueueReads(The<IAmazonBatch>()).DescribeJobQueues(request, context),
        nameof(JobQueueReads.DescribeJobQueue) => new JobQueueReads(The<IAmazonBatch>()).DescribeJobQueue(request.Path("name"), context),
        nameof(JobDefinitionReads.DescribeJobDefinitions) => new JobDefinitionReads(The<IAmazonBatch>()).DescribeJobDefinitions(request, context),
        nameof(JobDefinitionReads.DescribeJobDefinition) => new JobDefinitionReads(The<IAmazonBatch>()).DescribeJobDefinition(request.Path("name"), context),
        nameof(SchedulingPolicyReads.DescribeSchedulingPolicies) => new SchedulingPolicyReads(The<IAmazonBatch>()).DescribeSchedulingPolicies(request, context),
        nameof(SchedulingPolicyReads.DescribeSchedulingPolicy) => new SchedulingPolicyReads(The<IAmazonBatch>()).DescribeSchedulingPolicy(request.Path("name"), context),
        nameof(ConsumableResourceReads.ListConsumableResources) => new ConsumableResourceReads(The<IAmazonBatch>()).ListConsumableResources(request, context),
        nameof(ConsumableResourceReads.DescribeConsumableResource) => new ConsumableResourceReads(The<IAmazonBatch>()).DescribeConsumableResource(request.Path("name"), context),
        nameof(ConsumableResourceReads.ListJobsByConsumableResource) => new ConsumableResourceReads(The<IAmazonBatch>()).ListJobsByConsumableResource(request.Path("name"), request, context),
        nameof(ServiceEnvironmentReads.DescribeServiceEnvironments) => new ServiceEnvironmentReads(The<IAmazonBatch>()).DescribeServiceEnvironments(request, context),
        nameof(ServiceEnvironmentReads.DescribeServiceEnvironment) => new ServiceEnvironmentReads(The<IAmazonBatch>()).DescribeServiceEnvironment(request.Path("name"), context),
        nameof(QuotaShareReads.ListQuotaShares) => new QuotaShareReads(The<IAmazonBatch>()).ListQuotaShares(request.Path("name"), request, context),
        nameof(QuotaShareReads.DescribeQuotaShare) => new QuotaShareReads(The<IAmazonBatch>()).DescribeQuotaShare(request.Path("name"), request.Path("quotaShareName"), context),
        nameof(ListServiceJobsHandler.ListServiceJobs) => new ListServiceJobsHandler(The<FilteredServiceJobs>()).ListServiceJobs(request, context),
        nameof(DescribeServiceJobHandler.DescribeServiceJob) => new DescribeServiceJobHandler(The<IServiceJobStore>(), The<ServiceJobTracker>(), The<IAmazonBatch>()).DescribeServiceJob(request.Path("jobId"), context),
        nameof(DescribeApiHandler.DescribeApi) => DescribeApiHandler.DescribeApi(context),
        nameof(UnknownRouteHandler.UnknownRoute) => UnknownRouteHandler.UnknownRoute(request.Path("proxy"), request, context),
        var other => throw new NotSupportedException($"Nothing here answers {other}."),
    });

    private T The<T>()
        where T : notnull => services.GetRequiredService<T>();
}
