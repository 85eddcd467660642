using System.Text;
using Amazon.Lambda.Annotations.APIGateway;
using BatchFunctions.Failures;
using BatchFunctions.Http;
using BatchFunctions.Submissions;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

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
