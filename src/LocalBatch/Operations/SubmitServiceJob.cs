using System.Text;
using LocalBatch.Api.Internal;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Operations;

/// <summary>Takes in a job for another service. Idempotent by <c>clientToken</c>, for as long as the job is kept.</summary>
internal static class SubmitServiceJob
{
    /// <exception cref="ClientException">The job breaks one of AWS's rules, names what does not exist, or its token was used for another.</exception>
    public static SubmitServiceJobResponse Run(SubmitServiceJobRequest request, EngineState state)
    {
        CheckShape(request);
        var (retry, timeout) = (ServiceJobRequests.Retry(request.RetryStrategy), ServiceJobRequests.Timeout(request.TimeoutConfig));
        var tags = TagRules.Check(request.Tags);
        if (request.ClientToken is { } token && state.Services.FindByToken(token) is { } same)
        {
            return Repeated(request, same, state.Arns);
        }

        var (queue, services) = Queue(Require.Text(request.JobQueue, "jobQueue"), state);
        var share = ServiceJobRequests.Share(request, queue, services);
        var job = new ServiceJob(state.Sequence + 1, state.Services.NewId(), request, queue, state.Now)
        {
            Share = share,
            Retry = retry,
            Timeout = timeout,
            Priority = request.SchedulingPriority ?? 0,
            Tags = tags,
        };
        state.Sequence = job.Sequence;
        ServiceJobRules.Submit(state.Services, job);

        return Answer(job, state.Arns);
    }

    private static void CheckShape(SubmitServiceJobRequest request)
    {
        SubmitJobRules.CheckName(request.JobName);
        var payload = Require.Text(request.ServiceRequestPayload, "serviceRequestPayload");
        Require.Not(Encoding.UTF8.GetByteCount(payload) > Limits.ServicePayloadBytes, OwnTexts.PayloadTooLarge);
        Require.Not(
            Copies.Json(request, SubmitServiceJobRequestJson.Write).Length is var size && size > Limits.SubmitJobBytes, AwsTexts.JobTooLarge(size / 1024));
        Require.Not(request.SchedulingPriority is < 0 or > Limits.SchedulingPriority, AwsTexts.SchedulingPriority);
        Require.Not(
            request.PreemptionConfiguration?.PreemptionRetriesBeforeTermination < 0,
            OwnTexts.Invalid("preemptionConfiguration.preemptionRetriesBeforeTermination", "must be at least 0"));
    }

    private static (JobQueue Queue, ServiceQueue Services) Queue(string given, EngineState state)
    {
        var queue = SubmitJob.Queue(given, state);

        return queue.Services is { } services ? (queue, services) : throw ClientException.Raw(OwnTexts.NoServiceQueue(queue.Arn));
    }

    // Inferred: the model says that the second of two equal requests is rejected; a client that repeats a request whose answer
    // it never saw is served here, as by every other idempotent operation of AWS.
    private static SubmitServiceJobResponse Repeated(SubmitServiceJobRequest request, ServiceJob same, Arns arns)
    {
        var isEqual = Copies.Json(request, SubmitServiceJobRequestJson.Write).Span.SequenceEqual(Copies.Json(same.Submitted, SubmitServiceJobRequestJson.Write).Span);

        return isEqual ? Answer(same, arns) : throw ClientException.Raw(OwnTexts.TokenUsed);
    }

    private static SubmitServiceJobResponse Answer(ServiceJob job, Arns arns) =>
        new() { JobArn = arns.ServiceJob(job.Id), JobName = job.Submitted.JobName, JobId = job.Id.ToString() };
}
