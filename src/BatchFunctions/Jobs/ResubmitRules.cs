using System.Text.Json;
using BatchFunctions.Failures;
using BatchFunctions.Http;
using BatchFunctions.Submissions;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>Makes a fresh request from that of a job that is over.</summary>
internal static class ResubmitRules
{
    /// <exception cref="ProblemException">Unknown, not over, or not submitted through the stack.</exception>
    public static JobRecord Check(string jobId, JobRecord? record) => record switch
    {
        null => throw new ProblemException(Problem.NotFound($"There is no record of a job '{jobId}'.")),
        { Status.IsTerminal: false } => throw new ProblemException(Problem.Conflict($"The job is {record.Status.Name}; only one that is over can be resubmitted.")),
        { Request: null } => throw new ProblemException(Problem.Conflict("The job was not submitted through this stack, so its request is not known.")),
        _ => record,
    };

    /// <summary>The stored request with the caller's overrides laid over it, without its dependencies, which are over.</summary>
    /// <exception cref="ProblemException">Names every wrong field.</exception>
    public static string Body(JobRecord record, JsonElement? overrides)
    {
        var stored = NextRequest.Of(record.Request ?? "{}", null, null, null);
        using var below = JsonDocument.Parse(stored);
        var body = overrides is { } over ? JsonMerge.Merge(below.RootElement, over) : stored;
        using var merged = JsonDocument.Parse(body);
        var errors = new List<InputError>();
        RequestRules.Check(merged.RootElement, "", errors);

        return errors.Count == 0 ? body : throw new ProblemException(Problem.BadRequest("The overrides are wrong.", errors));
    }

    public static AcceptedRequest Request(JobRecord record, string body, string token)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;

        return new AcceptedRequest
        {
            Token = token,
            Body = body,
            JobName = RequestRules.Text(root, "jobName") ?? "",
            JobQueue = RequestRules.Text(root, "jobQueue") ?? "",
            JobDefinition = RequestRules.Text(root, "jobDefinition") ?? "",
            OnFailure = record.OnFailure,
            ResubmitOf = record.JobId,
            OriginalJobId = record.OriginalJobId ?? record.JobId,
            Resubmission = record.Resubmission + 1,
        };
    }

    /// <summary>A job of its own for each failed child.</summary>
    /// <exception cref="ProblemException">No child has failed.</exception>
    public static IReadOnlyList<PlannedJob> Children(JobRecord record, string body, IReadOnlyList<FailedChild> failed) => failed.Count > 0
        ? [.. failed.Select((child, position) => Child(record, body, child, position))]
        : throw new ProblemException(Problem.Conflict("No child of the array has failed."));

    private static PlannedJob Child(JobRecord record, string body, FailedChild child, int position)
    {
        var (name, text) = ArrayChild.Of(record, body, child.Index);
        using var document = JsonDocument.Parse(text);

        return new PlannedJob(
            position,
            "",
            name,
            RequestRules.Text(document.RootElement, "jobQueue") ?? "",
            RequestRules.Text(document.RootElement, "jobDefinition") ?? "",
            () => ArrayChild.Of(record, body, child.Index).Body,
            null,
            [],
            record.OnFailure)
        {
            ResubmitOf = child.JobId,
        };
    }
}
