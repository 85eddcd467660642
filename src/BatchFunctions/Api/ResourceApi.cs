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
    public Task<IHttpResult> ResourceApi(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) => RouteSwitch.Operation(nameof(ResourceApi), request) switch
    {
        nameof(ComputeEnvironmentChanges.CreateComputeEnvironment) => new ComputeEnvironmentChanges(The<IAmazonBatch>(), The<CreateOnce>()).CreateComputeEnvironment(request, context),
        nameof(ComputeEnvironmentChanges.UpdateComputeEnvironment) => new ComputeEnvironmentChanges(The<IAmazonBatch>(), The<CreateOnce>()).UpdateComputeEnvironment(request.Path("name"), request, context),
        nameof(ComputeEnvironmentChanges.DeleteComputeEnvironment) => new ComputeEnvironmentChanges(The<IAmazonBatch>(), The<CreateOnce>()).DeleteComputeEnvironment(request.Path("name"), context),
        nameof(JobQueueChanges.CreateJobQueue) => new JobQueueChanges(The<IAmazonBatch>(), The<CreateOnce>()).CreateJobQueue(request, context),
        nameof(JobQueueChanges.UpdateJobQueue) => new JobQueueChanges(The<IAmazonBatch>(), The<CreateOnce>()).UpdateJobQueue(request.Path("name"), request, context),
        nameof(JobQueueChanges.DeleteJobQueue) => new JobQueueChanges(The<IAmazonBatch>(), The<CreateOnce>()).DeleteJobQueue(request.Path("name"), context),
        nameof(JobDefinitionChanges.RegisterJobDefinition) => new JobDefinitionChanges(The<IAmazonBatch>(), The<CreateOnce>()).RegisterJobDefinition(request, context),
        nameof(JobDefinitionChanges.DeregisterJobDefinition) => new JobDefinitionChanges(The<IAmazonBatch>(), The<CreateOnce>()).DeregisterJobDefinition(request.Path("name"), context),
        var other => throw new NotSupportedException($"Nothing here answers {other}."),
    };

    private T The<T>()
        where T : notnull => services.GetRequiredService<T>();
}
