using System.Text.Json;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.SQS;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using BatchFunctions.Failures;
using BatchFunctions.Lambda;
using BatchFunctions.Submissions;
using BatchFunctions.SubmitQueue;

namespace BatchFunctions.Submitting;

/// <summary>
/// Submits what is on the submit queue: the jobs of a batch side by side, as fast as <see cref="Pace"/> lets them. Idempotent by each job's token.
/// </summary>
internal sealed class SubmitQueuedJobsHandler(QueuedJobSubmitter jobs, SubmissionFinisher submissions, JobEnds ends, QueuedServiceJobs serviceJobs)
{
    [LambdaFunction]
    [SQSEvent("@SubmitQueue", BatchSize = 10)]
    public async Task<SQSBatchResponse> SubmitQueuedJobs(SQSEvent batch, ILambdaContext context)
    {
        using var limit = Invocation.Limit(context);
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
        LogScope.About(message.Content?.DecideJob ?? message.Content?.ServiceJob, message.Content?.Job?.SubmissionId ?? message.Content?.FinishSubmission);
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
        { DecideJob: { } id } content => ends.HandleAsync(id, content.Waits, cancellation),
        { ServiceJob: { } id } content => serviceJobs.SubmitAsync(content, id, context, cancellation),
        _ => throw new JsonException("The message holds no job, no submission to finish and no failure to decide about."),
    };
}

/// <summary>A delivery and what it holds; <c>null</c> where it cannot be read.</summary>
internal sealed record ReceivedMessage(SQSEvent.SQSMessage Record, QueuedMessage? Content)
{
    /// <summary>It may wait for jobs of the same batch, or looks at what became of them: those come to their end first.</summary>
    public bool ComesAfterOthers => Content is not { Job: { } job } || job.DependsOn is { Count: > 0 };

    /// <summary>The trace of the call that put it on the queue.</summary>
    // AWS: SQS keeps the X-Ray header of a SendMessage call, which the SDK sends, as this attribute (X-Ray and SQS).
    public string? OriginTraceId => Record.Attributes?.GetValueOrDefault("AWSTraceHeader");
}

/// <summary>Orders one batch: rows before those that wait for them, and the look at the whole submission last.</summary>
internal static class QueueOrder
{
    public static IReadOnlyList<ReceivedMessage> Sort(IReadOnlyList<SQSEvent.SQSMessage> records) =>
        [.. records.Select(record => new ReceivedMessage(record, Read(record))).OrderBy(message => message.Content?.Job is { } job ? job.Row ?? 0 : int.MaxValue)];

    private static QueuedMessage? Read(SQSEvent.SQSMessage record)
    {
        try
        {
            return JsonSerializer.Deserialize(record.Body, QueueJson.Default.QueuedMessage);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Told by whoever takes it up, as the failure of this one message.
            return null;
        }
    }
}
