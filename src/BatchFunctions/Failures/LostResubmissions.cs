using BatchFunctions.Jobs;
using BatchFunctions.Outcomes;

namespace BatchFunctions.Failures;

/// <summary>Takes a decision back whose new job AWS Batch will not have, so that nobody waits for it.</summary>
internal sealed class LostResubmissions(IJobStore jobs, IOutcomes outcomes)
{
    /// <summary>Safe to repeat: the first reason stays, and is told again.</summary>
    /// <param name="failedJobId">The job, or the child of an array, that was to be resubmitted.</param>
    /// <param name="token">The request that was to stand in for it.</param>
    public async Task TellAsync(string failedJobId, string token, string why, CancellationToken cancellation)
    {
        var jobId = ArrayChild.Parse(failedJobId) is var (parentId, _) ? parentId : failedJobId;
        if (token != FailureDecision.TokenOf(failedJobId))
        {
            // Somebody asked for it and hears of it; what the rules decided is another thing.
            return;
        }

        var job = await jobs.TakeBackResubmissionAsync(
            jobId, FailureDecision.TokenOf(jobId), $"Its resubmission was not taken: {why}", cancellation);
        await TellAsync(job, cancellation);
    }

    /// <summary>
    /// Of a resubmission that has become a job after all: whoever took it back may have died before telling, and nobody else comes by.
    /// </summary>
    public async Task TellIfTakenBackAsync(string failedJobId, string token, CancellationToken cancellation)
    {
        if (token == FailureDecision.TokenOf(failedJobId))
        {
            await TellAsync(await jobs.FindAsync(ArrayChild.Parse(failedJobId) is var (parentId, _) ? parentId : failedJobId, cancellation), cancellation);
        }
    }

    // What is written is told, and by everybody who comes by: who wrote it may have died before telling.
    private Task TellAsync(JobRecord? job, CancellationToken cancellation) =>
        job is { Verdict.IsTakenBack: true } ? outcomes.PublishAsync(OutcomeEvent.Decided(job), cancellation) : Task.CompletedTask;
}
