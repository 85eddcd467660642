using BatchFunctions.Jobs;
using BatchFunctions.Outcomes;

namespace BatchFunctions.Failures;

/// <summary>Takes a decision back whose new job AWS Batch will not have, so that nobody waits for it.</summary>
internal sealed class LostResubmissions(IJobStore jobs, IOutcomes outcomes)
{
    /// <param name="failedJobId">The job, or the child of an array, that was to be resubmitted.</param>
    public async Task TellAsync(string failedJobId, string why, CancellationToken cancellation)
    {
        var jobId = ArrayChild.Parse(failedJobId) is var (parentId, _) ? parentId : failedJobId;
        if (await jobs.FindAsync(jobId, cancellation) is not { Decision: FailureDecision.Resubmitted, ResubmittedAs: null } job)
        {
            return;
        }

        var reason = $"Its resubmission was not taken: {why}";
        // The event first: interrupted in between, it is told again, never lost.
        await outcomes.PublishAsync(OutcomeEvent.GivenUp(job, reason, needsLook: true), cancellation);
        await jobs.TakeBackResubmissionAsync(jobId, reason, cancellation);
    }
}
