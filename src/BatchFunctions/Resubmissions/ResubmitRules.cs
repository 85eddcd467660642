using System.Text.Json;
using BatchFunctions.Failures;
using BatchFunctions.Http;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Manifests;
using BatchFunctions.Submissions;
using BatchFunctions.Wire;

namespace BatchFunctions.Resubmissions;

/// <summary>Makes a fresh request from that of a job that is over.</summary>
internal static class ResubmitRules
{
    private const string DependsOn = "/dependsOn";

    /// <exception cref="ProblemException">Unknown, not over, or not submitted through the stack.</exception>
    public static JobRecord Check(string jobId, JobRecord? record) => record switch
    {
        null => throw new ProblemException(Problem.NotFound($"There is no record of a job '{jobId}'.")),
        { Status.IsTerminal: false } => throw new ProblemException(Problem.Conflict($"The job is {record.Status.Name}; only one that is over can be resubmitted.")),
        { Request: null } => throw new ProblemException(Problem.Conflict("The job was not submitted through this stack, so its request is not known.")),
        _ => record,
    };

    /// <summary>Of an array that failed by its children only those are resubmitted; one that never began is, as a whole.</summary>
    public static bool IsByChildren(JobRecord record) => record is { ArraySize: not null, Cause: not nameof(FailureCause.DependencyFailed) };

    /// <summary>The stored request with the caller's overrides laid over it, without its dependencies, which are worked out anew.</summary>
    /// <exception cref="ProblemException">Names every wrong field.</exception>
    public static string Body(JobRecord record, JsonElement? overrides)
    {
        var stored = NextRequest.Of(record.Request ?? "{}", Changes.None);
        using var below = JsonDocument.Parse(stored);
        var body = overrides is { } over ? JsonMerge.Merge(below.RootElement, over) : stored;
        using var merged = JsonDocument.Parse(body);
        var errors = new List<InputError>();
        RequestRules.Check(merged.RootElement, "", errors);

        return errors.Count == 0 ? body : throw new ProblemException(Problem.BadRequest("The overrides are wrong.", errors));
    }

    /// <summary>The caller's overrides say themselves what the job depends on.</summary>
    public static bool HasDependencies(string body) => NextRequest.Dependencies(body).Count > 0;

    /// <summary>What a repetition submits: the request as it was worked out the first time, since dependencies may have ended since.</summary>
    /// <param name="known">What stands under the caller's key.</param>
    public static string Again(string body, Intent? known) =>
        known is not null && NextRequest.Of(known.Request.Body, Changes.None) == NextRequest.Of(body, Changes.None) ? known.Request.Body : body;

    /// <exception cref="ProblemException">Names all that have failed and that nothing stands in for.</exception>
    public static DependencyFates Check(DependencyFates fates)
    {
        IReadOnlyList<InputError> errors =
        [
            .. fates.Lost.Distinct().Select(id => new InputError(DependsOn, $"{id} has not succeeded, and nothing stands in for it: resubmit it first.")),
            .. fates.Undecided.Distinct().Select(id => new InputError(DependsOn, $"{id} has failed, and it is not decided yet whether it is resubmitted: ask again.")),
        ];

        return errors.Count > 0 ? throw new ProblemException(Problem.Conflict("It would wait for jobs that cannot succeed any more.") with { Errors = errors })
            : fates.WaitFor.Count > RequestRules.MostDependencies ? throw new ProblemException(Problem.Conflict(DependencyRules.TooMany))
            : fates;
    }

    public static Problem Taken(string jobId, SuccessorClaim claim) => Problem.Conflict(claim.JobId is { } successor
        ? $"The job {jobId} is resubmitted already, as {successor}."
        : $"The job {jobId} is resubmitted already, by the request {claim.Token}, whose job is not known yet: see resubmittedAs of GET /jobs/{jobId}.");

    public static JobRequest Request(JobRecord record, string body, string token)
    {
        using var document = JsonDocument.Parse(body);

        return StandIn(JobRequest.Of(document.RootElement, body, token), record, record.JobId);
    }

    private static JobRequest StandIn(JobRequest request, JobRecord record, string failedJobId) => request with
    {
        OnFailure = record.OnFailure,
        ResubmitOf = failedJobId,
        OriginalJobId = record.OriginalJobId ?? record.JobId,
        Resubmission = record.Resubmission + 1,
    };

    /// <summary>A job of its own for each failed child that no other request stands in for.</summary>
    /// <param name="fates">What has become of what a child depended on.</param>
    /// <exception cref="ProblemException">There is none, or nothing stands in for what they depend on.</exception>
    public static IReadOnlyList<PlannedJob> Children(
        JobRecord record, string body, IReadOnlyList<FailedChild> failed, Func<FailedChild, DependencyFates> fates, string token)
    {
        if (failed.Count == 0)
        {
            throw new ProblemException(Problem.Conflict("No child of the array has failed."));
        }

        var left = failed.Where(child => child.ResubmittedAs is null || child.Successor?.Token == SubmissionMessages.RowToken(token, child.Index)).ToList();

        return left.Count > 0
            ? [.. left.Select(child => Child(record, body, child, Check(fates(child)).WaitFor))]
            : throw new ProblemException(AllTaken(record.JobId, failed));
    }

    /// <summary>Names the first that stand in: with thousands nobody reads the others here.</summary>
    private static Problem AllTaken(string arrayJobId, IReadOnlyList<FailedChild> failed)
    {
        const int Named = 5;
        var first = string.Join(", ", failed.Take(Named).Select(child => $"{child.Index} as {child.ResubmittedAs}"));
        var more = failed.Count > Named ? $" and {failed.Count - Named} more" : "";

        return Problem.Conflict($"Each failed child of the array is resubmitted already: {first}{more}; resubmittedChildren of GET /jobs/{arrayJobId} has all of them, and each can be resubmitted in turn should it fail.");
    }

    private static PlannedJob Child(JobRecord record, string body, FailedChild child, IReadOnlyList<Dependency> dependsOn)
    {
        using var document = JsonDocument.Parse(ArrayChild.Of(record, body, child.Index).Body);
        var request = StandIn(JobRequest.Of(document.RootElement, "", ""), record, child.JobId);

        return new PlannedJob(
            // By the child, so that its token is the same whichever others have failed.
            child.Index,
            "",
            // By id only: it is no job of this submission.
            request with { DependsOn = [.. dependsOn.Select(dependency => ChildDependency.Of(dependency, child.Index) with { JobName = null })] },
            () => ArrayChild.Of(record, body, child.Index).Body);
    }
}
