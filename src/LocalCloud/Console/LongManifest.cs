using System.Globalization;
using System.Text.Json;

namespace LocalCloud.Console;

/// <summary>
/// Follows a manifest of so many jobs that one line a change would tell nobody anything: by counts, at most one line a
/// second. Only the jobs that failed are looked at one by one, afterwards.
/// </summary>
internal sealed class LongManifest(StackApi api, Screen screen, TimeProvider time)
{
    /// <summary>The most jobs that are still followed one by one.</summary>
    public const int Few = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Waits until every job of the manifest is over once.</summary>
    /// <returns>Those that did not succeed.</returns>
    public async Task<List<FollowedJob>> FollowAsync(SubmissionResult result, string submissionId, CancellationToken cancellation)
    {
        var refused = result.Jobs.Where(job => job.JobId is null).ToList();
        var told = "";
        while (true)
        {
            using var submission = await api.FindSubmissionAsync(submissionId, cancellation);
            var counts = submission is null ? [] : Counts(submission.RootElement);
            var line = string.Join(", ", counts.Where(count => count.Jobs > 0).Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Jobs} {count.Status}")));
            if (line != told)
            {
                screen.Line(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():HH:mm:ss} {line}"));
                told = line;
            }

            if (counts.Where(count => count.Status is "SUCCEEDED" or "FAILED").Sum(count => count.Jobs) >= result.Jobs.Count - refused.Count)
            {
                break;
            }

            await Task.Delay(Pause, time, cancellation);
        }

        var failed = await api.FailedJobsAsync(submissionId, cancellation);
        return [.. refused.Concat(failed).Select(job => new FollowedJob(job))];
    }

    private static List<(string Status, int Jobs)> Counts(JsonElement submission) =>
        [.. submission.GetProperty("statuses").EnumerateObject().Select(status => (status.Name, status.Value.GetInt32()))];
}
