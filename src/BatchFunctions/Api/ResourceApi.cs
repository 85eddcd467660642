using Amazon.Batch;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Resources;
using Microsoft.Extensions.DependencyInjection;

namespace BatchFunctions.Api;

/// <summary>Answers the routes that make, change and delete what AWS Batch runs jobs with.</summary>
internal sealed class ResourceApiHandler(IServiceProvider services)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Any, RouteSwitch.AllOfThem)]
    public Task<IHttpResult> ResourceApi(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) => RouteSwitch.AnswerAsync(nameof(ResourceApi), request, The<TimeProvider>(), context, operation => operation switch
    {
        nameof(ComputeEnvironmentChanges.CreateComputeEnvironment) => new ComputeEnvironmentChanges(The<IAmazonBatch>(), The<CreateOnce>()).CreateComputeEnvironment(request, context),
        nameof(ComputeEnvironmentChanges.UpdateComputeEnvironment) => new ComputeEnvironmentChanges(The<IAmazonBatch>(), The<CreateOnce>()).UpdateComputeEnvironment(request.Path("name"), request, context),
        nameof(ComputeEnvironmentChanges.DeleteComputeEnvironment) => new ComputeEnvironmentChanges(The<IAmazonBatch>(), The<CreateOnce>()).DeleteComputeEnvironment(request.Path("name"), context),
        nameof(JobQueueChanges.CreateJobQueue) => new JobQueueChanges(The<IAmazonBatch>(), The<CreateOnce>()).CreateJobQueue(request, context),
        nameof(JobQueueChanges.UpdateJobQueue) => new JobQueueChanges(The<IAmazonBatch>(), The<CreateOnce>()).UpdateJobQueue(request.Path("name"), request, context),
        nameof(JobQueueChanges.DeleteJobQueue) => new JobQueueChanges(The<IAmazonBatch>(), The<CreateOnce>()).DeleteJobQueue(request.Path("name"), context),
        nameof(JobDefinitionChanges.RegisterJobDefinition) => new JobDefinitionChanges(The<IAmazonBatch>(), The<CreateOnce>()).RegisterJobDefinition(request, context),
        nameof(JobDefinitionChanges.DeregisterJobDefinition) => new JobDefinitionChanges(The<IAmazonBatch>(), The<CreateOnce>()).DeregisterJobDefinition(request.Path("name"), context),
        nameof(SchedulingPolicyChanges.CreateSchedulingPolicy) => new SchedulingPolicyChanges(The<IAmazonBatch>(), The<CreateOnce>()).CreateSchedulingPolicy(request, context),
        nameof(SchedulingPolicyChanges.UpdateSchedulingPolicy) => new SchedulingPolicyChanges(The<IAmazonBatch>(), The<CreateOnce>()).UpdateSchedulingPolicy(request.Path("name"), request, context),
        nameof(SchedulingPolicyChanges.DeleteSchedulingPolicy) => new SchedulingPolicyChanges(The<IAmazonBatch>(), The<CreateOnce>()).DeleteSchedulingPolicy(request.Path("name"), context),
        nameof(ConsumableResourceChanges.CreateConsumableResource) => new ConsumableResourceChanges(The<IAmazonBatch>(), The<CreateOnce>(), The<Func<Guid>>()).CreateConsumableResource(request, context),
        nameof(ConsumableResourceChanges.UpdateConsumableResource) => new ConsumableResourceChanges(The<IAmazonBatch>(), The<CreateOnce>(), The<Func<Guid>>()).UpdateConsumableResource(request.Path("name"), request, context),
        nameof(ConsumableResourceChanges.DeleteConsumableResource) => new ConsumableResourceChanges(The<IAmazonBatch>(), The<CreateOnce>(), The<Func<Guid>>()).DeleteConsumableResource(request.Path("name"), context),
        nameof(ServiceEnvironmentChanges.CreateServiceEnvironment) => new ServiceEnvironmentChanges(The<IAmazonBatch>(), The<CreateOnce>()).CreateServiceEnvironment(request, context),
        nameof(ServiceEnvironmentChanges.UpdateServiceEnvironment) => new ServiceEnvironmentChanges(The<IAmazonBatch>(), The<CreateOnce>()).UpdateServiceEnvironment(request.Path("name"), request, context),
        nameof(ServiceEnvironmentChanges.DeleteServiceEnvironment) => new ServiceEnvironmentChanges(The<IAmazonBatch>(), The<CreateOnce>()).DeleteServiceEnvironment(request.Path("name"), context),
        nameof(QuotaShareChanges.CreateQuotaShare) => new QuotaShareChanges(The<IAmazonBatch>(), The<CreateOnce>()).CreateQuotaShare(request.Path("name"), request, context),
        nameof(QuotaShareChanges.UpdateQuotaShare) => new QuotaShareChanges(The<IAmazonBatch>(), The<CreateOnce>()).UpdateQuotaShare(request.Path("name"), request.Path("quotaShareName"), request, context),
        nameof(QuotaShareChanges.DeleteQuotaShare) => new QuotaShareChanges(The<IAmazonBatch>(), The<CreateOnce>()).DeleteQuotaShare(request.Path("name"), request.Path("quotaShareName"), context),
        var other => throw new NotSupportedException($"Nothing here answers {other}."),
    });

    private T The<T>()
        where T : notnull => services.GetRequiredService<T>();
}
