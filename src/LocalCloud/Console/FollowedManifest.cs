using System.Globalization;

namespace LocalCloud.Console;

/// <summary>Follows the jobs that a manifest has become to their end, shows them meanwhile, and says what came of them.</summary>
/// <param name="records">Knows the jobs.</param>
/// <param name="view">Where jobs are shown.</param>
/// <param name="screen">For lines that stay.</param>
/// <param name="output">Prints what the jobs wrote.</param>
/// <param name="left">Finds what they left in their folders.</param>
/// <param name="home">What becomes of the stack afterwards.</param>
/// <param name="time">For pauses.</param>
internal sealed class FollowedManifest(IJobRecords records, IJobView view, Screen screen, JobOutput output, LeftFiles left, StackHome home, TimeProvider time)
{
    // Records that are read before the next pause: thousands of children may have failed.
    private const int LooksInTurn = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private readonly WaitingLook _waiting = new(records, time);

    /// <summary>How long nothing but jobs that can never start is waited for.</summary>
    public TimeSpan StuckPatience { get; init; } = Timeout.InfiniteTimeSpan;

    /// <param name="file">The manifest, as the user named it.</param>
    /// <param name="result">What it has become.</param>
    /// <param name="cancellation">The user has had enough.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="OperationCanceledException">The user has had enough; how many jobs had not ended has been told.</exception>
    public async Task<int> RunAsync(FileInfo file, SubmissionResult result, CancellationToken cancellation)
    {
        if (result.Errors.Count == 0)
        {
            return await FollowAsync(result, cancellation);
        }

        foreach (var error in result.Errors)
        {
            screen.Error(error);
        }

        screen.Error($"{result.Errors.Count} error{(result.Errors.Count == 1 ? "" : "s")} in {file}; nothing was submitted.");

        return MainJob.BadManifest;
    }

    private async Task<int> FollowAsync(SubmissionResult result, CancellationToken cancellation)
    {
        LongManifest? counted = result is { SubmissionId: not null, Jobs.Count: > LongManifest.Few } ? new(records, _waiting, screen, time) { StuckPatience = StuckPatience } : null;
        FollowedJobs? jobs = null;
        try
        {
            List<FollowedJob> roots = counted is not null && result.SubmissionId is { } submissionId
                ? await counted.FollowAsync(result, submissionId, cancellation)
                : [.. result.Jobs.Select(job => new FollowedJob(job))];
            jobs = new(roots, result.Jobs.Count - roots.Count);
            await view.RunAsync(jobs, () => FollowAsync(jobs, cancellation));
            foreach (var job in jobs.All)
            {
                await output.PrintAsync(job, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            screen.Error(string.Create(CultureInfo.InvariantCulture, $"Interrupted: {Open()} of {result.Jobs.Count} jobs had not ended. {home.AfterInterruption}"));
            throw;
        }
        catch (StuckException stuck)
        {
            screen.Error(string.Create(CultureInfo.InvariantCulture, $"Gave up: {stuck.Names} can never start as things are, and {Open()} of {result.Jobs.Count} jobs had not ended. {home.AfterInterruption}"));
            return MainJob.Stuck;
        }
        catch (HttpRequestException gone) when (MainJob.IsGone(gone))
        {
            screen.Error(string.Create(CultureInfo.InvariantCulture, $"The stack has ended: {Open()} of {result.Jobs.Count} jobs had not. They were submitted, and go on when it is started again."));
            return MainJob.CannotGoOn;
        }

        Summarise(jobs);
        return jobs.Failed == 0 ? MainJob.AllSucceeded : MainJob.JobFailed;

        int Open() => jobs?.Open ?? counted?.Open ?? result.Jobs.Count;
    }

    /// <summary>Reads every job's record until it is terminal; a job that was resubmitted is followed on.</summary>
    private async Task FollowAsync(FollowedJobs jobs, CancellationToken cancellation)
    {
        foreach (var refused in jobs.All.Where(job => job.JobId is null))
        {
            view.Changed(refused, new(time.GetUtcNow(), refused.Ending));
        }

        StuckWatch watch = new(StuckPatience, time);
        while (jobs.All.Where(job => !job.IsOver).ToList() is { Count: > 0 } open)
        {
            foreach (var chunk in open.Chunk(LooksInTurn))
            {
                foreach (var job in chunk)
                {
                    await UpdateAsync(job, cancellation);
                }

                view.Looked();
                await Task.Delay(Pause, time, cancellation);
            }

            watch.Look(jobs.All);
        }
    }

    private async Task UpdateAsync(FollowedJob job, CancellationToken cancellation)
    {
        using var record = job.JobId is { } id ? await records.FindRecordAsync(id, cancellation) : null;
        if (record is null)
        {
            return;
        }

        foreach (var news in job.Update(record.RootElement))
        {
            view.Changed(job, news);
        }

        if (job.Waits(await _waiting.FindAsync(job, record.RootElement, cancellation)))
        {
            view.Changed(job, new(time.GetUtcNow(), $"{job.Status}, {job.Waiting}"));
        }
    }

    private void Summarise(FollowedJobs jobs)
    {
        foreach (var job in jobs.All)
        {
            screen.Line($"{job.Name} {job.Ending}{(job.JobId is { } id ? $"  {Address(id)}" : "")}");
        }

        foreach (var job in jobs.All)
        {
            foreach (var folder in left.Of(job))
            {
                screen.Line($"Files of {job.Name}: {folder}");
            }
        }

        screen.Line(jobs.Summary);
        if (jobs.Failed > 0 && !home.IsUpAfterwards)
        {
            screen.Line($"What is known of these jobs is in {home.StatePath}: --keep leaves the stack up, to {records.HowToAsk}.");
        }
    }

    private string Address(string jobId) => home.IsUpAfterwards && records.RecordUrl(jobId) is { } url ? url.ToString() : jobId;
}
