using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Jobs;
using BatchFunctions.Resubmissions;
using BatchFunctions.Submissions;
using Microsoft.Extensions.DependencyInjection;
using Simulation.Tests.Kernel;

namespace Simulation.Tests.Functions;

/// <summary>API Gateway: one invocation a call. Calls and answers can be lost on the way.</summary>
internal sealed class HttpApi(World world, FunctionHost functions)
{
    // As template.yaml sets it.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public Task<HttpAnswer> SubmitJobAsync(string body, string? key) =>
        CallAsync("SubmitJob", (services, context) => Handler<SubmitJobHandler>(services).SubmitJob(Request(body, key), context));

    public Task<HttpAnswer> SubmitManifestAsync(string body, string mediaType, string? key) => CallAsync(
        "SubmitManifest",
        (services, context) => Handler<SubmitManifestHandler>(services).SubmitManifest(Request(body, key, mediaType), context));

    public Task<HttpAnswer> ResubmitJobAsync(string jobId, string? key) =>
        CallAsync("ResubmitJob", (services, context) => Handler<ResubmitJobHandler>(services).ResubmitJob(jobId, Request("", key), context));

    public Task<HttpAnswer> CancelJobAsync(string jobId) => CallAsync(
        "CancelJob", (services, context) => Handler<CancelJobHandler>(services).CancelJob(jobId, Request("""{"reason":"not needed"}""", null), context));

    public Task<HttpAnswer> TerminateJobAsync(string jobId) => CallAsync(
        "TerminateJob", (services, context) => Handler<TerminateJobHandler>(services).TerminateJob(jobId, Request("""{"reason":"enough"}""", null), context));

    public Task<HttpAnswer> DescribeSubmissionAsync(string submissionId) => CallAsync(
        "DescribeSubmission",
        (services, context) => Handler<DescribeSubmissionHandler>(services).DescribeSubmission(submissionId, Request("", null), context));

    private static T Handler<T>(IServiceProvider services) => ActivatorUtilities.CreateInstance<T>(services);

    private static APIGatewayHttpApiV2ProxyRequest Request(string body, string? key, string mediaType = "application/json")
    {
        var headers = new Dictionary<string, string> { ["content-type"] = mediaType };
        if (key is not null)
        {
            headers["idempotency-key"] = key;
        }

        return new() { Body = body, Headers = headers };
    }

    private async Task<HttpAnswer> CallAsync(string function, Func<IServiceProvider, ILambdaContext, Task<IHttpResult>> handle)
    {
        var (disorder, faults) = (world.Disorder, world.Disorder.Faults);
        if (disorder.Chance(faults.Dropped / 2))
        {
            return HttpAnswer.Silence;
        }

        var end = await functions.InvokeAsync(function, Limit, handle);

        // AWS: what does not answer is HTTP 503 or 500 to the caller (HTTP API, integration errors).
        return disorder.Chance(faults.Dropped / 2) ? HttpAnswer.Silence
            : end is InvocationEnd<IHttpResult>.Answered(var result) ? HttpAnswer.Of(result)
            : new HttpAnswer(503, "{}");
    }
}
