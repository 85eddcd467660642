using System.Globalization;

namespace LocalCloud.Console;

/// <summary>The program's main job: drops a manifest into the inbox and follows its jobs to their end.</summary>
/// <param name="api">What the user too could call.</param>
/// <param name="view">Where jobs are shown.</param>
/// <param name="screen">For lines that stay.</param>
/// <param name="output">Prints what the jobs wrote.</param>
/// <param name="left">Finds what they left in their folders.</param>
/// <param name="home">What becomes of the stack afterwards.</param>
/// <param name="time">For pauses.</param>
internal sealed class MainJob(StackApi api, IJobView view, Screen screen, JobOutput output, LeftFiles left, StackHome home, TimeProvider time)
{
    public const int AllSucceeded = 0;
    public const int JobFailed = 1;
    public const int BadManifest = 2;
    public const int FunctionFailed = 3;
    public const int CannotGoOn = 4;
    public const int Stuck = 5;

    // Records that are read before the next pause: thousands of children may have failed.
    private const int LooksInTurn = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private readonly WaitingLook _waiting = new(api, time);

    /// <summary>How long nothing but jobs that can never start is waited for.</summary>
    public TimeSpan StuckPatience { get; init; } = Timeout.InfiniteTimeSpan;

    /// <param name="file">The manifest, as the user named it.</param>
    /// <param name="content">What is in it.</param>
    /// <param name="inbox">Where it goes: bucket and prefix.</param>
    /// <param name="runId">Tells this drop from others of the same file.</param>
    /// <param name="cancellation">The user has had enough.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="OperationCanceledException">The user has had enough; how many jobs had not ended has been told.</exception>
    public async Task<int> RunAsync(
        FileInfo file, ReadOnlyMemory<byte> content, (string Bucket, string Prefix) inbox, string runId, CancellationToken cancellation)
    {
        var name = $"{runId}/{file.Name}";
        await api.PutObjectAsync(inbox.Bucket, inbox.Prefix + name, content, cancellation);
        view.Say($"Dropped {file.Name} into s3://{inbox.Bucket}/{inbox.Prefix}{name}");
        SubmissionResult? result;
        string? why;
        try
        {
            (result, why) = await TakeInAsync(inbox.Bucket, $"{SubmissionResult.Folder}{name}{SubmissionResult.Ending}", file.ToString(), runId, cancellation);
        }
        catch (HttpRequestException gone) when (IsGone(gone))
        {
            screen.Error($"The stack has ended while it took in {file}, and goes on with that when it is started again.");
            return CannotGoOn;
        }

        if (result is null)
        {
            screen.Error($"{file} was not read: {why}");
            return FunctionFailed;
        }

        if (result.Errors.Count > 0)
        {
            foreach (var error in result.Errors)
            {
                screen.Error(error);
            }

            screen.Error($"{result.Errors.Count} error{(result.Errors.Count == 1 ? "" : "s")} in {file}; nothing was submitted.");
            return BadManifest;
        }

        return await FollowAsync(result, cancellation);
    }

    /// <returns>No result, and why there is none.</returns>
    private async Task<(SubmissionResult? Result, string? Why)> TakeInAsync(string bucket, string key, string file, string runId, CancellationToken cancellation)
    {
        IntakeNews news = new(file, time.GetUtcNow(), view.IntakePause);
        try
        {
            return await new ManifestIntake(api, home.InboxLogs, view, time).WaitAsync(bucket, key, runId, file, news, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            screen.Error(news.Interrupted(home.AfterInterruption));
            throw;
        }
    }

    private static bool IsGone(HttpRequestException exception) => exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded;

    private async Task<int> FollowAsync(SubmissionResult result, CancellationToken cancellation)
    {
        LongManifest? counted = result is { SubmissionId: not null, Jobs.Count: > LongManifest.Few } ? new(api, _waiting, screen, time) { StuckPatience = StuckPatience } : null;
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
            var open = jobs?.Open ?? counted?.Open ?? result.Jobs.Count;
            screen.Error(string.Create(CultureInfo.InvariantCulture, $"Interrupted: {open} of {result.Jobs.Count} jobs had not ended. {home.AfterInterruption}"));
            throw;
        }
        catch (StuckException stuck)
        {
            var open = jobs?.Open ?? counted?.Open ?? result.Jobs.Count;
            screen.Error(string.Create(CultureInfo.InvariantCulture, $"Gave up: {stuck.Names} can never start as things are, and {open} of {result.Jobs.Count} jobs had not ended. {home.AfterInterruption}"));
            return Stuck;
        }
        catch (HttpRequestException gone) when (IsGone(gone))
        {
            var open = jobs?.Open ?? counted?.Open ?? result.Jobs.Count;
            screen.Error(string.Create(CultureInfo.InvariantCulture, $"The stack has ended: {open} of {result.Jobs.Count} jobs had not. They were submitted, and go on when it is started again."));
            return CannotGoOn;
        }

        Summarise(jobs);
        return jobs.Failed == 0 ? AllSucceeded : JobFailed;
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
        using var record = job.JobId is { } id ? await api.FindRecordAsync(id, cancellation) : null;
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
            screen.Line($"{job.Name} {job.Ending}{(job.JobId is { } id ? $"  {(home.IsUpAfterwards ? api.RecordUrl(id) : id)}" : "")}");
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
            screen.Line($"What is known of these jobs is in {home.StatePath}: --keep leaves the stack up, to ask for {api.RecordUrl("ID")} or its /logs.");
        }
    }
}

/// <summary>What becomes of the stack once a manifest has been followed.</summary>
/// <param name="StatePath">Its state folder.</param>
/// <param name="IsUpAfterwards">It was up before, or stays.</param>
/// <param name="AfterInterruption">What becomes of the jobs if the user stops following; a sentence.</param>
internal sealed record StackHome(string StatePath, bool IsUpAfterwards, string AfterInterruption)
{
    /// <summary>Log group of the function that reads manifests; <c>null</c> where it is not known.</summary>
    public string? InboxLogs { get; init; }
}
