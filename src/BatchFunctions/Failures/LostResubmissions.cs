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
        if (job is { Verdict.IsTakenBack: true })
        {
            // What is written is told, and by everybody who comes by: who wrote it may have died before telling.
            await outcomes.PublishAsync(OutcomeEvent.Decided(job), cancellation);
        }
    }
}
