using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Intents;
using BatchFunctions.Manifests;
using BatchFunctions.Records;
using BatchFunctions.Resubmissions;
using BatchFunctions.ServiceJobs;
using BatchFunctions.Submissions;
using Microsoft.Extensions.DependencyInjection;

namespace BatchFunctions.Api;

/// <summary>Answers the routes that submit a job. A manifest has a function of its own: it needs more memory, and submits nothing itself.</summary>
internal sealed class SubmitApiHandler(IServiceProvider services)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Any, RouteSwitch.AllOfThem)]
    public Task<IHttpResult> SubmitApi(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) => RouteSwitch.AnswerAsync(nameof(SubmitApi), request, The<TimeProvider>(), context, operation => operation switch
    {
        nameof(SubmitJobHandler.SubmitJob) => new SubmitJobHandler(The<JobSubmitter>(), The<SubmissionIntake>(), The<IBatchCatalog>(), The<TimeProvider>(), The<Func<Guid>>()).SubmitJob(request, context),
        nameof(ResubmitJobHandler.ResubmitJob) => new ResubmitJobHandler(The<CurrentRecords>(), The<JobResubmission>(), The<ArrayResubmission>(), The<TimeProvider>(), The<Func<Guid>>()).ResubmitJob(request.Path("jobId"), request, context),
        nameof(SubmitServiceJobHandler.SubmitServiceJob) => new SubmitServiceJobHandler(The<ServiceJobSubmitter>(), The<TimeProvider>(), The<Func<Guid>>()).SubmitServiceJob(request, context),
        nameof(ResubmitServiceJobHandler.ResubmitServiceJob) => new ResubmitServiceJobHandler(The<ServiceJobTracker>(), The<IServiceJobStore>(), The<ServiceJobSubmitter>(), The<TimeProvider>(), The<Func<Guid>>()).ResubmitServiceJob(request.Path("jobId"), request, context),
        var other => throw new NotSupportedException($"Nothing here answers {other}."),
    });

    private T The<T>()
        where T : notnull => services.GetRequiredService<T>();
}
