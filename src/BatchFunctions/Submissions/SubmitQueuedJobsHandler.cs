using System.Text.Json;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.SQS;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using BatchFunctions.Failures;
using BatchFunctions.Http;

namespace BatchFunctions.Submissions;

/// <summary>
/// Submits what is on the submit queue: the jobs of a batch side by side, as fast as <see cref="Pace"/> lets them. Idempotent by each job's token.
/// </summary>
internal sealed class SubmitQueuedJobsHandler(QueuedJobSubmitter jobs, SubmissionFinisher submissions, FailureHandler failures)
{
    [LambdaFunction]
    [SQSEvent("@SubmitQueue", BatchSize = 10)]
    public async Task<SQSBatchResponse> SubmitQueuedJobs(SQSEvent batch, ILambdaContext context)
    {
        using var limit = HttpBorder.Limit(context);
        var running = new List<Task<SQSBatchResponse.BatchItemFailure?>>();
        foreach (var message in QueueOrder.Sort(batch.Records ?? []))
        {
            if (message.ComesAfterOthers)
            {
                await Task.WhenAll(running);
            }

            running.Add(HandleAsync(message, context, limit.Token));
        }

        return new SQSBatchResponse([.. (await Task.WhenAll(running)).OfType<SQSBatchResponse.BatchItemFailure>()]);
    }

    /// <returns>What did not work out: exactly this message is delivered again, the others are done.</returns>
    private async Task<SQSBatchResponse.BatchItemFailure?> HandleAsync(ReceivedMessage message, ILambdaContext context, CancellationToken cancellation)
    {
        using var scope = LogScope.Begin(message.OriginTraceId);
        LogScope.About(message.Content?.DecideJob, message.Content?.Job?.SubmissionId ?? message.Content?.FinishSubmission);
        if (message.Content is null && StrayMessage.StartsSweep(message.Record.Body))
        {
            Log.NotAJob(context, message.Record.MessageId);
            return null;
        }

        try
        {
            await SubmitAsync(message, context, cancellation);
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Log.MessageFailed(context, message.Record.MessageId, exception);
            return new SQSBatchResponse.BatchItemFailure { ItemIdentifier = message.Record.MessageId };
        }
    }

    private Task SubmitAsync(ReceivedMessage message, ILambdaContext context, CancellationToken cancellation) => message.Content switch
    {
        { Job: { } job } content => jobs.SubmitAsync(content, job, context, cancellation),
        { FinishSubmission: { } id } content => submissions.FinishAsync(content, id, context, cancellation),
        { DecideJob: { } id } content => failures.HandleAsync(id, content.Waits, cancellation),
        _ => throw new JsonException("The message holds no job, no submission to finish and no failure to decide about."),
    };
}
