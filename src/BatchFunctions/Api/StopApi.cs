using Amazon.Batch;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.ServiceJobs;
using Microsoft.Extensions.DependencyInjection;

namespace BatchFunctions.Api;

/// <summary>Answers the routes that cancel and terminate jobs.</summary>
internal sealed class StopApiHandler(IServiceProvider services)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Any, RouteSwitch.AllOfThem)]
    public Task<IHttpResult> StopApi(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) => RouteSwitch.AnswerAsync(nameof(StopApi), request, The<TimeProvider>(), context, operation => operation switch
    {
        nameof(CancelJobHandler.CancelJob) => new CancelJobHandler(The<IBatchJobs>()).CancelJob(request.Path("jobId"), request, context),
        nameof(TerminateJobHandler.TerminateJob) => new TerminateJobHandler(The<IBatchJobs>()).TerminateJob(request.Path("jobId"), request, context),
        nameof(CancelJobsHandler.CancelJobs) => new CancelJobsHandler(The<FilteredJobs>(), The<IBatchJobs>(), The<TimeProvider>()).CancelJobs(request, context),
        nameof(TerminateJobsHandler.TerminateJobs) => new TerminateJobsHandler(The<FilteredJobs>(), The<IBatchJobs>(), The<TimeProvider>()).TerminateJobs(request, context),
        nameof(TerminateServiceJobHandler.TerminateServiceJob) => new TerminateServiceJobHandler(The<IAmazonBatch>()).TerminateServiceJob(request.Path("jobId"), request, context),
        nameof(TerminateServiceJobsHandler.TerminateServiceJobs) => new TerminateServiceJobsHandler(The<FilteredServiceJobs>(), The<IAmazonBatch>(), The<TimeProvider>()).TerminateServiceJobs(request, context),
        var other => throw new NotSupportedException($"Nothing here answers {other}."),
    });

    private T The<T>()
        where T : notnull => services.GetRequiredService<T>();
}
