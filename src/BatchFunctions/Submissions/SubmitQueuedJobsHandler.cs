using System.Text.Json;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.SQS;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using BatchFunctions.Failures;
using BatchFunctions.Http;

namespace BatchFunctions.Submissions;

/// <summary>Submits what is on the submit queue. Idempotent by each job's token.</summary>
internal sealed class SubmitQueuedJobsHandler(QueuedJobSubmitter jobs, SubmissionFinisher submissions, FailureHandler failures)
{
    [LambdaFunction]
    [SQSEvent("@SubmitQueue", BatchSize = 10)]
    public async Task<SQSBatchResponse> SubmitQueuedJobs(SQSEvent batch, ILambdaContext context)
    {
        using var limit = HttpBorder.Limit(context);
        var failures = new List<SQSBatchResponse.BatchItemFailure>();
        foreach (var message in QueueOrder.Sort(batch.Records ?? []))
        {
            using var scope = LogScope.Begin(message.OriginTraceId);
            LogScope.About(message.Content?.DecideJob, message.Content?.Job?.SubmissionId ?? message.Content?.FinishSubmission);
            try
            {
                await SubmitAsync(message, context, limit.Token);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // Exactly this message is delivered again; the others are done.
                Log.MessageFailed(context, message.Record.MessageId, exception);
                failures.Add(new SQSBatchResponse.BatchItemFailure { ItemIdentifier = message.Record.MessageId });
            }
        }

        return new SQSBatchResponse(failures);
    }

    private Task SubmitAsync(ReceivedMessage message, ILambdaContext context, CancellationToken cancellation) => message.Content switch
    {
        { Job: { } job } content => jobs.SubmitAsync(content, job, context, cancellation),
        { FinishSubmission: { } id } content => submissions.FinishAsync(content, id, context, cancellation),
        { DecideJob: { } id } content => failures.HandleAsync(id, content.Waits, cancellation),
        _ => throw new JsonException("The message holds no job, no submission to finish and no failure to decide about."),
    };
}
