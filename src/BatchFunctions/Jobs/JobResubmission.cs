using Amazon.Lambda.Annotations.APIGateway;
using BatchFunctions.Failures;
using BatchFunctions.Http;
using BatchFunctions.Submissions;

namespace BatchFunctions.Jobs;

/// <summary>Resubmits one job because somebody asks for it.</summary>
internal sealed class JobResubmission(
    IIntentStore intents, DependencyLook dependencies, Successors successors, JobSubmitter submitter, SubmissionIntake intake)
{
    /// <exception cref="ProblemException">Something else stands in for it, or nothing does for what it depends on.</exception>
    public async Task<IHttpResult> SubmitAsync(JobRecord record, string body, string token, CancellationToken cancellation)
    {
        var known = await intents.FindAsync(token, cancellation);
        var fates = known is null && !ResubmitRules.HasDependencies(body)
            ? ResubmitRules.Check(await dependencies.LookAsync(record, cancellation))
            : DependencyFates.None;
        if (await successors.ClaimAsync(record.JobId, token, cancellation) is { } other)
        {
            throw new ProblemException(ResubmitRules.Taken(record.JobId, other));
        }

        var request = ResubmitRules.Request(record, ResubmitRules.Again(body, known), token);

        // What stands in for something may be no job yet; the queue waits until it is one.
        return fates.WaitFor.Any(dependency => dependency.InsteadOf is not null)
            ? SubmitAnswers.Queued(await intake.TakeOneAsync(request, fates.WaitFor, cancellation), "It waits for jobs that stand in for failed ones.")
            : await SubmitAsync(request with { Body = DependencyText.Add(request.Body, fates.WaitFor) }, cancellation);
    }

    private async Task<IHttpResult> SubmitAsync(AcceptedRequest request, CancellationToken cancellation)
    {
        var outcome = await submitter.SubmitAsync(request, cancellation);

        return outcome is SubmitOutcome.NotYet(_, var reason)
            ? SubmitAnswers.Queued(await intake.TakeOneAsync(request, cancellation), reason)
            : SubmitAnswers.Tell(request, outcome);
    }
}
