using BatchFunctions.Jobs;

namespace BatchFunctions.Submissions;

/// <summary>Makes the messages of a submission.</summary>
internal static class SubmissionMessages
{
    /// <summary>A message a job, in dependency order, and one at the end that looks whether all are through.</summary>
    public static IReadOnlyList<QueuedMessage> Of(string token, string submissionId, IReadOnlyList<PlannedJob> jobs, DateTimeOffset now)
    {
        var tokens = jobs.ToDictionary(job => job.JobName, job => RowToken(token, job), StringComparer.Ordinal);

        return
        [
            .. jobs.Select((job, row) => new QueuedMessage
            {
                QueuedAt = now.ToUnixTimeMilliseconds(),
                Job = new QueuedJob
                {
                    Token = tokens[job.JobName],
                    JobName = job.JobName,
                    JobQueue = job.JobQueue,
                    JobDefinition = job.JobDefinition,
                    Body = job.Body,
                    DependsOn = job.DependsOn.Count == 0 ? null : [.. job.DependsOn.Select(dependency => ToQueued(dependency, tokens))],
                    OnFailure = job.OnFailure,
                    ArraySize = job.ArraySize,
                    SubmissionId = submissionId,
                    Row = row,
                },
            }),
            Finish(submissionId, now),
        ];
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
        },
    };

    public static QueuedMessage Finish(string submissionId, DateTimeOffset now) =>
        new() { QueuedAt = now.ToUnixTimeMilliseconds(), FinishSubmission = submissionId };

    /// <summary>By the position in the file, which a repeated delivery of the same version shares.</summary>
    private static string RowToken(string token, PlannedJob job) =>
        Token.Of(token, job.Index.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static QueuedDependency ToQueued(PlannedDependency dependency, Dictionary<string, string> tokens) => new(
        dependency.JobName is { } name ? tokens[name] : null,
        dependency.JobName,
        dependency.JobId,
        dependency.Type);
}
