using System.Text;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Failures;
using BatchFunctions.Http;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.Records;
using BatchFunctions.Submissions;
using BatchFunctions.Wire;

namespace BatchFunctions.Resubmissions;

/// <summary>
/// Answers POST /jobs/{jobId}/resubmit: a fresh job from the stored request, with overrides; of an array only its failed
/// children. Idempotent by the header <c>Idempotency-Key</c>; a failed job is resubmitted once, whoever asks.
/// </summary>
internal sealed class ResubmitJobHandler(CurrentRecords records, JobResubmission job, ArrayResubmission array, TimeProvider time, Func<Guid> newId)
{
    public Task<IHttpResult> ResubmitJob(string jobId, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.ChangeAsync(request, time, context, async cancellation =>
        {
            LogScope.About(jobId);
            var record = ResubmitRules.Check(jobId, await records.FindAsync(jobId, cancellation));
            var body = ResubmitRules.Body(record, request.Bytes().Length == 0 ? null : request.Json(RequestRules.MostBytes));
            var token = request.Token($"POST /jobs/{jobId}/resubmit", newId);

            return ResubmitRules.IsByChildren(record)
                ? await array.SubmitAsync(record, body, token, cancellation)
                : await job.SubmitAsync(record, body, token, cancellation);
        });
}

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

    private async Task<IHttpResult> SubmitAsync(JobRequest request, CancellationToken cancellation)
    {
        var outcome = await submitter.SubmitAsync(request, cancellation);

        return outcome is SubmitOutcome.NotYet(_, var reason)
            ? SubmitAnswers.Queued(await intake.TakeOneAsync(request, cancellation), reason)
            : SubmitAnswers.Tell(request, outcome);
    }
}

/// <summary>Resubmits the failed children of an array because somebody asks for it, each as a job of its own.</summary>
internal sealed class ArrayResubmission(
    IJobStore jobs, DependencyLook dependencies, Successors successors, SubmissionIntake intake, TimeProvider time)
{
    /// <exception cref="ProblemException">They are resubmitted already, or nothing stands in for what they depend on.</exception>
    public async Task<IHttpResult> SubmitAsync(JobRecord record, string body, string token, CancellationToken cancellation)
    {
        var content = Encoding.UTF8.GetBytes(body);
        var submission = NewSubmission.Of(
            $"POST /jobs/{record.JobId}/resubmit", SubmissionIntake.IdOf(token), 0, content, CanonicalJson.Hash(content), time);
        if (await intake.FindAsync(token, cancellation) is { IsUnfinishedIntake: false } known)
        {
            return Tell(known, submission);
        }

        var failed = await jobs.FailedChildrenAsync(record.JobId, cancellation);
        var fates = ResubmitRules.HasDependencies(body) ? _ => DependencyFates.None : await dependencies.LookAsync(record, failed, cancellation);
        var children = ResubmitRules.Children(record, body, failed, fates, token);
        if (await successors.ClaimAsync(record.JobId, token, cancellation) is { } other)
        {
            throw new ProblemException(ResubmitRules.Taken(record.JobId, other));
        }

        submission = submission with { Total = children.Count };

        return Tell(await intake.TakeAsync(token, submission, children, cancellation) ?? submission, submission);
    }

    private static IHttpResult Tell(Submission known, Submission asked) => known.IsOf(asked)
        ? SubmitAnswers.Queued(known.SubmissionId, $"{known.Total} failed children of the array are submitted, each as a job of its own.")
        : throw new ProblemException(Problem.Unprocessable("This Idempotency-Key stands for another request."));
}
