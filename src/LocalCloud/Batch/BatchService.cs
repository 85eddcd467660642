using LocalBatch;
using LocalBatch.Wire;
using LocalCloud.Deliveries;
using LocalCloud.Gateway;
using LocalCloud.Iam;
using LocalCloud.Lineages;
using LocalCloud.Mishaps;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LocalCloud.Batch;

/// <summary>The AWS Batch endpoint: hands requests to LocalBatch and its answers back.</summary>
internal sealed class BatchService(BatchEngine engine, Chaos? chaos, FailedDeliveries failures, JobLineages lineages, TimeProvider time) : IAwsService
{
    private readonly HostsDesk _hosts = new(engine);
    private readonly ChaosDesk _chaos = new(chaos);
    private readonly FailuresDesk _failures = new(failures);
    private readonly YoungJobs? _young = chaos is null ? null : new(chaos, time);

    public string SigningName => "batch";

    public IReadOnlyList<Demand> Demands(ServiceCall call) => BatchPermissions.Of(call);

    public async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments(HostsDesk.Path, StringComparison.Ordinal))
        {
            await _hosts.HandleAsync(context);
            return;
        }

        if (context.Request.Path.StartsWithSegments(ChaosDesk.Path, StringComparison.Ordinal))
        {
            await _chaos.HandleAsync(context);
            return;
        }

        if (context.Request.Path.StartsWithSegments(FailuresDesk.Path, StringComparison.Ordinal))
        {
            await _failures.HandleAsync(context);
            return;
        }

        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        // Not given up when the caller hangs up: what the engine has begun, it ends.
        Task<BatchHttpResponse> Hand() => engine.HandleAsync(new(context.Request.Method, target, body.ToArray()), CancellationToken.None);
        var causes = context.Features.GetRequiredFeature<Caller>().Causes.OfRules;
        var answer = causes.IsEmpty ? await Hand() : await lineages.SubmitAsync(causes, Hand);
        var response = context.Response;
        response.StatusCode = answer.StatusCode;
        response.ContentType = answer.ContentType;
        response.Headers["x-amzn-RequestId"] = answer.RequestId;
        if (answer.ErrorType is { } type)
        {
            response.Headers["x-amzn-ErrorType"] = type;
        }

        var content = answer.StatusCode == StatusCodes.Status200OK && _young is { } young ? young.Withhold(target, answer.Body) : answer.Body;
        response.ContentLength = content.Length;
        await response.Body.WriteAsync(content, context.RequestAborted);
    }
}
