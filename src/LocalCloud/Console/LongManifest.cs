using System.Globalization;

namespace LocalCloud.Console;

/// <summary>
/// Follows a manifest of so many jobs that one line a change would tell nobody anything: by counts, at most one line a
/// second. Only the jobs that failed are looked at one by one, afterwards.
/// </summary>
internal sealed class LongManifest(IJobRecords records, WaitingLook waiting, Screen screen, TimeProvider time)
{
    /// <summary>The most jobs that are still followed one by one.</summary>
    public const int Few = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Looks without a change of the counts, after which it is asked why.
    private const int StillLooks = 10;

    private FollowedJob? _still;

    /// <summary>How long nothing but jobs that can never start is waited for.</summary>
    public TimeSpan StuckPatience { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Jobs that had not ended at the last look; <c>null</c> before the first.</summary>
    public int? Open { get; private set; }

    /// <summary>Waits until every job of the manifest, and every one that stands in for one of them, is over.</summary>
    /// <returns>Those that did not succeed.</returns>
    /// <exception cref="StuckException">What is left can never start.</exception>
    public async Task<List<FollowedJob>> FollowAsync(SubmissionResult result, string submissionId, CancellationToken cancellation)
    {
        StuckWatch watch = new(StuckPatience, time);
        var told = "";
        var still = 0;
        while (true)
        {
            using var submission = await records.FindSubmissionAsync(submissionId, cancellation);
            SubmissionCounts counts = submission is null ? new([]) : SubmissionCounts.Of(submission.RootElement);
            var line = string.Join(", ", counts.Statuses.Where(count => count.Jobs > 0).Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Jobs} {count.Status}")));
            if (line != told)
            {
                screen.Line(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():HH:mm:ss} {line}"));
                (told, still) = (line, 0);
                // Something moves: whether the rest can is looked at once it does no more.
                watch.Look(false, []);
            }
            else if (++still % StillLooks == 0)
            {
                await TellWhyAsync(submissionId, cancellation);
                watch.Look(_still is { CannotStart: true } && !counts.AreRunning, [_still?.Name ?? ""]);
            }

            Open = counts.Open(result);
            if (counts.HaveEnded(result))
            {
                break;
            }

            await Task.Delay(Pause, time, cancellation);
        }

        var failed = (await records.FailedJobsAsync(submissionId, cancellation)).Select(job => job.JobId).ToHashSet(StringComparer.Ordinal);
        return [.. result.Jobs.Where(job => job.JobId is null || failed.Contains(job.JobId)).Select(job => new FollowedJob(job))];
    }

    /// <summary>Nothing moves: one of the jobs that wait may say why.</summary>
    private async Task TellWhyAsync(string submissionId, CancellationToken cancellation)
    {
        if (await records.FirstJobAsync(submissionId, "RUNNABLE", cancellation) is not { JobId: { } id } job)
        {
            return;
        }

        var followed = _still?.JobId == id ? _still : new(job);
        _still = followed;
        using var record = await records.FindRecordAsync(id, cancellation);
        if (record is null)
        {
            return;
        }

        followed.Update(record.RootElement);
        if (followed.Waits(await waiting.FindAsync(followed, record.RootElement, cancellation)))
        {
            screen.Line(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():HH:mm:ss} {followed.Name} {followed.Waiting}"));
        }
    }
}
