using System.Text.Json;
using BatchFunctions.Jobs;
using BatchFunctions.Submissions;

namespace BatchFunctions.Failures;

/// <summary>Makes the messages that carry a written decision out: the same ones, whoever makes them.</summary>
internal static class ResubmissionMessages
{
    /// <summary>The next tries that are written on the record of a failed job. Made one by one.</summary>
    public static IEnumerable<QueuedMessage> Of(JobRecord job, DateTimeOffset now) =>
        (job.Verdict?.Tries ?? []).SelectMany(next => next.Children is { } children
            ? IndexRanges.Read(children).Select(index => Child(job, next, index, now))
            : [Job(job, next, now)]);

    private static QueuedMessage Job(JobRecord job, NextTry next, DateTimeOffset now)
    {
        var body = NextRequest.Of(job.Request ?? "{}", next.Changes);

        return Message(job, next, now, new QueuedJob
        {
            Token = FailureDecision.TokenOf(job.JobId),
            JobName = job.JobName,
            JobQueue = QueueOf(body),
            JobDefinition = job.JobDefinition ?? "",
            Body = body,
            DependsOn = next.DependsOn,
            ArraySize = job.ArraySize,
            ResubmitOf = job.JobId,
        });
    }

    private static QueuedMessage Child(JobRecord array, NextTry next, int index, DateTimeOffset now)
    {
        var (name, body) = ArrayChild.Of(array, NextRequest.Of(array.Request ?? "{}", next.Changes), index);
        var childId = ArrayChild.IdOf(array.JobId, index);

        return Message(array, next, now, new QueuedJob
        {
            Token = FailureDecision.TokenOf(childId),
            JobName = name,
            JobQueue = QueueOf(body),
            JobDefinition = array.JobDefinition ?? "",
            Body = body,
            DependsOn = next.DependsOn is { } all ? [.. all.Select(dependency => ChildDependency.Of(dependency, index))] : null,
            ResubmitOf = childId,
        });
    }

    private static QueuedMessage Message(JobRecord failed, NextTry next, DateTimeOffset now, QueuedJob job) => new()
    {
        QueuedAt = now.ToUnixTimeMilliseconds(),
        NotBefore = next.NotBefore,
        Job = job with
        {
            OnFailure = failed.OnFailure,
            OriginalJobId = failed.OriginalJobId ?? failed.JobId,
            Resubmission = failed.Resubmission + 1,
        },
    };

    private static string QueueOf(string body)
    {
        using var document = JsonDocument.Parse(body);

        return RequestRules.Text(document.RootElement, "jobQueue") ?? "";
    }
}
