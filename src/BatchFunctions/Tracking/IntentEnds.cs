using BatchFunctions.Failures;
using BatchFunctions.Jobs;
using BatchFunctions.Submissions;

namespace BatchFunctions.Tracking;

/// <summary>Writes down what became of an accepted request, where those who wait for it look.</summary>
internal sealed class IntentEnds(IIntentStore intents, IJobStore jobs, SubmissionRows rows, LostResubmissions lost)
{
    public const string NeverSubmitted = "It was never submitted: AWS Batch has no job of it, and nobody has tried again.";

    private readonly Settlement _settlement = new(intents, jobs);

    public async Task SettleAsync(Intent intent, string jobId, DateTimeOffset now, CancellationToken cancellation)
    {
        var first = await _settlement.SettleAsync(intent, jobId, cancellation);
        await RecordRowAsync(intent, first, null, now, cancellation);
    }

    /// <summary>The intent itself comes last: interrupted before, it is looked at again.</summary>
    /// <param name="why">What those who wait for it are told.</param>
    public async Task AbandonAsync(Intent intent, string why, DateTimeOffset now, CancellationToken cancellation)
    {
        await RecordRowAsync(intent, null, why, now, cancellation);
        if (intent.ResubmitOf is { } failedJobId)
        {
            await lost.TellAsync(failedJobId, intent.Token, why, cancellation);
        }

        await intents.AbandonAsync(intent.Token, now, cancellation);
    }

    private Task RecordRowAsync(Intent intent, string? jobId, string? error, DateTimeOffset now, CancellationToken cancellation) =>
        intent is { SubmissionId: { } submissionId, Row: { } row }
            ? rows.RecordAsync(new SubmissionRow(submissionId, row, intent.JobName, jobId, error), intent.CreatedAt, now, cancellation)
            : Task.CompletedTask;
}
