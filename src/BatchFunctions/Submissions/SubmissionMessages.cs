using BatchFunctions.Failures;
using BatchFunctions.Jobs;

namespace BatchFunctions.Submissions;

/// <summary>Makes the messages of a submission.</summary>
internal static class SubmissionMessages
{
    /// <summary>A message a job, in dependency order, and one at the end that looks whether all are through. Made one by one.</summary>
    public static IEnumerable<QueuedMessage> Of(string token, string submissionId, IReadOnlyList<PlannedJob> jobs, DateTimeOffset now)
    {
        var tokens = jobs.ToDictionary(job => job.JobName, job => RowToken(token, job), StringComparer.Ordinal);

        return jobs.Select((job, row) => new QueuedMessage
        {
            QueuedAt = now.ToUnixTimeMilliseconds(),
            Job = new QueuedJob
            {
                Token = tokens[job.JobName],
                JobName = job.JobName,
                JobQueue = job.JobQueue,
                JobDefinition = job.JobDefinition,
                Body = job.Body(),
                DependsOn = job.DependsOn.Count == 0 ? null : [.. job.DependsOn.Select(dependency => ToQueued(dependency, tokens))],
                OnFailure = job.OnFailure,
                ArraySize = job.ArraySize,
                SubmissionId = submissionId,
                Row = row,
                ResubmitOf = job.ResubmitOf,
                OriginalJobId = job.ResubmitOf,
                Resubmission = job.ResubmitOf is null ? 0 : 1,
            },
        }).Append(Finish(submissionId, now));
    }

    public static QueuedMessage Of(AcceptedRequest request, string submissionId, DateTimeOffset now) => new()
    {
        QueuedAt = now.ToUnixTimeMilliseconds(),
        Job = new QueuedJob
        {
            Token = request.Token,
            JobName = request.JobName,
            JobQueue = request.JobQueue,
            JobDefinition = request.JobDefinition,
            Body = request.Body,
            OnFailure = request.OnFailure,
            ArraySize = request.ArraySize,
            SubmissionId = submissionId,
            ResubmitOf = request.ResubmitOf,
            OriginalJobId = request.OriginalJobId,
            Resubmission = request.Resubmission,
        },
    };

    public static QueuedMessage Finish(string submissionId, DateTimeOffset now) =>
        new() { QueuedAt = now.ToUnixTimeMilliseconds(), FinishSubmission = submissionId };

    /// <summary>Decide about a failed job, once its dependencies are decided about.</summary>
    public static QueuedMessage Decide(string jobId, int looks, DateTimeOffset now) =>
        new() { QueuedAt = now.ToUnixTimeMilliseconds(), DecideJob = jobId, Waits = looks };

    /// <summary>The next try of a failed job, after the jobs that stand in for its failed dependencies.</summary>
    public static QueuedMessage Resubmission(JobRecord job, Verdict.Resubmit verdict, DateTimeOffset now) => new()
    {
        QueuedAt = now.ToUnixTimeMilliseconds(),
        NotBefore = (now + verdict.Delay).ToUnixTimeMilliseconds(),
        Job = new QueuedJob
        {
            Token = FailureDecision.TokenOf(job.JobId),
            JobName = job.JobName,
            JobQueue = QueueOf(verdict.Body),
            JobDefinition = job.JobDefinition ?? "",
            Body = verdict.Body,
            DependsOn = verdict.WaitsFor.Count == 0 ? null : [.. Rewired(job, verdict.WaitsFor)],
            OnFailure = job.OnFailure,
            ArraySize = job.ArraySize,
            ResubmitOf = job.JobId,
            OriginalJobId = job.OriginalJobId ?? job.JobId,
            Resubmission = job.Resubmission + 1,
        },
    };

    /// <summary>The next tries of an array's failed children. Made one by one.</summary>
    public static IEnumerable<QueuedMessage> Resubmissions(JobRecord array, Verdict.ResubmitChildren verdict, DateTimeOffset now) =>
        verdict.Next.SelectMany(next => next.Indices.Select(index =>
        {
            var (name, body) = ArrayChild.Of(array, next.Body, index);
            var childId = ArrayChild.IdOf(array.JobId, index);

            return new QueuedMessage
            {
                QueuedAt = now.ToUnixTimeMilliseconds(),
                NotBefore = (now + next.Delay).ToUnixTimeMilliseconds(),
                Job = new QueuedJob
                {
                    Token = FailureDecision.TokenOf(childId),
                    JobName = name,
                    JobQueue = QueueOf(body),
                    JobDefinition = array.JobDefinition ?? "",
                    Body = body,
                    OnFailure = array.OnFailure,
                    ResubmitOf = childId,
                    OriginalJobId = array.OriginalJobId ?? array.JobId,
                    Resubmission = array.Resubmission + 1,
                },
            };
        }));

    private static IEnumerable<QueuedDependency> Rewired(JobRecord job, IReadOnlyList<FailedDependency> failed) =>
        NextRequest.Dependencies(job.Request ?? "{}").SelectMany(dependency => failed.FirstOrDefault(other => other.Job.JobId == dependency.JobId) switch
        {
            null => [new QueuedDependency(null, null, dependency.JobId, dependency.Type)],
            // Single jobs stand in for an array's children, and no job can wait for one of those index by index.
            { Children.Count: > 0 } array => array.Replaced.Select(id => new QueuedDependency(FailureDecision.TokenOf(id), id, null, null)),
            { Job.JobId: var id } => [new QueuedDependency(FailureDecision.TokenOf(id), id, null, dependency.Type)],
        });

    private static string QueueOf(string body)
    {
        using var document = System.Text.Json.JsonDocument.Parse(body);
        return RequestRules.Text(document.RootElement, "jobQueue") ?? "";
    }

    /// <summary>By the position in the file, which a repeated delivery of the same version shares.</summary>
    private static string RowToken(string token, PlannedJob job) =>
        Token.Of(token, job.Index.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static QueuedDependency ToQueued(PlannedDependency dependency, Dictionary<string, string> tokens) => new(
        dependency.JobName is { } name ? tokens[name] : null,
        dependency.JobName,
        dependency.JobId,
        dependency.Type);
}
