using BatchFunctions.Jobs;
using BatchFunctions.Manifests;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Wire;

namespace BatchFunctions.Submissions;

/// <summary>Makes the messages of a submission.</summary>
internal static class SubmissionMessages
{
    /// <summary>A message a job, in dependency order, and one at the end that looks whether all are through. Made one by one.</summary>
    public static IEnumerable<QueuedMessage> Of(string token, string submissionId, IReadOnlyList<PlannedJob> jobs, DateTimeOffset now)
    {
        var tokens = jobs.ToDictionary(job => job.Request.JobName, job => RowToken(token, job), StringComparer.Ordinal);

        return jobs.Select((job, row) => new QueuedMessage
        {
            QueuedAt = now.ToUnixTimeMilliseconds(),
            Job = job.Request with
            {
                Token = tokens[job.Request.JobName],
                Body = job.Body(),
                DependsOn = job.DependsOn.Count == 0 ? null : [.. job.DependsOn.Select(dependency => dependency with { Token = dependency.JobName is { } name ? tokens[name] : null })],
                SubmissionId = submissionId,
                Row = row,
            },
        }).Append(Finish(submissionId, now));
    }

    /// <param name="dependsOn">What it waits for beside what its body says.</param>
    public static QueuedMessage Of(JobRequest request, string submissionId, IReadOnlyList<Dependency> dependsOn, DateTimeOffset now) => new()
    {
        QueuedAt = now.ToUnixTimeMilliseconds(),
        Job = request with { SubmissionId = submissionId, Row = 0, DependsOn = dependsOn.Count == 0 ? null : dependsOn },
    };

    /// <summary>Names the job of a submission that stands at this position of its file.</summary>
    public static string RowToken(string token, int index) =>
        Token.Of(token, index.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static QueuedMessage Finish(string submissionId, DateTimeOffset now) =>
        new() { QueuedAt = now.ToUnixTimeMilliseconds(), FinishSubmission = submissionId };

    /// <summary>Decide about a failed job, once its dependencies are decided about.</summary>
    public static QueuedMessage Decide(string jobId, int looks, DateTimeOffset now) =>
        new() { QueuedAt = now.ToUnixTimeMilliseconds(), DecideJob = jobId, Waits = looks };

    /// <summary>By the position in the file, which a repeated delivery of the same version shares.</summary>
    private static string RowToken(string token, PlannedJob job) => RowToken(token, job.Index);
}
