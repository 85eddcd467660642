namespace LocalCloud.Console;

/// <summary>The program's main job: drops a manifest into the inbox and follows its jobs to their end.</summary>
/// <param name="api">What the user too could call.</param>
/// <param name="failures">Events that were given up.</param>
/// <param name="view">Where jobs are shown.</param>
/// <param name="screen">For lines that stay.</param>
/// <param name="output">Prints what the jobs wrote.</param>
/// <param name="time">For pauses.</param>
internal sealed class MainJob(StackApi api, FailedDeliveries failures, IJobView view, Screen screen, JobOutput output, TimeProvider time)
{
    public const int AllSucceeded = 0;
    public const int JobFailed = 1;
    public const int BadManifest = 2;
    public const int FunctionFailed = 3;
    public const int CannotGoOn = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    /// <param name="file">The manifest, as the user named it.</param>
    /// <param name="content">What is in it.</param>
    /// <param name="inbox">Where it goes: bucket and prefix.</param>
    /// <param name="runId">Tells this drop from others of the same file.</param>
    /// <param name="cancellation">The user has had enough.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(
        FileInfo file, ReadOnlyMemory<byte> content, (string Bucket, string Prefix) inbox, string runId, CancellationToken cancellation)
    {
        var name = $"{runId}/{file.Name}";
        await api.PutObjectAsync(inbox.Bucket, inbox.Prefix + name, content, cancellation);
        view.Say($"Dropped {file.Name} into s3://{inbox.Bucket}/{inbox.Prefix}{name}");
        if (await ResultAsync(inbox.Bucket, $"results/{name}.json", file.ToString(), runId, cancellation) is not { } result)
        {
            screen.Error($"{file} was not read: {failures.Find(runId)}");
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

        List<FollowedJob> jobs = result is { SubmissionId: { } submissionId, Jobs.Count: > LongManifest.Few }
            ? await new LongManifest(api, screen, time).FollowAsync(result, submissionId, cancellation)
            : [.. result.Jobs.Select(job => new FollowedJob(job))];
        var succeeded = result.Jobs.Count - jobs.Count;
        await view.RunAsync(jobs, () => FollowAsync(jobs, cancellation));
        foreach (var job in jobs)
        {
            await output.PrintAsync(job, cancellation);
        }

        return Summarise(jobs, succeeded);
    }

    /// <returns><c>null</c> where there will be none, because the function that reads manifests has failed for good.</returns>
    private async Task<SubmissionResult?> ResultAsync(string bucket, string key, string file, string runId, CancellationToken cancellation)
    {
        while (failures.Find(runId) is null)
        {
            using var found = await api.FindObjectAsync(bucket, key, cancellation);
            if (found is not null)
            {
                return SubmissionResult.Parse(found.RootElement, file);
            }

            await Task.Delay(Pause, time, cancellation);
        }

        return null;
    }

    /// <summary>Reads every job's record until it is terminal; a job that was resubmitted is followed on.</summary>
    private async Task FollowAsync(List<FollowedJob> jobs, CancellationToken cancellation)
    {
        foreach (var refused in jobs.Where(job => job.JobId is null))
        {
            view.Changed(refused, time.GetUtcNow(), refused.Status, refused.Reason);
        }

        while (jobs.Exists(job => !job.IsOver))
        {
            foreach (var job in jobs.Where(job => !job.IsOver).ToList())
            {
                await UpdateAsync(job, cancellation);
                if (job is { IsOver: true, ResubmittedAs: { } next } && !jobs.Exists(other => other.JobId == next))
                {
                    jobs.Add(new(new(job.Name, next, null)));
                }
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    private async Task UpdateAsync(FollowedJob job, CancellationToken cancellation)
    {
        using var record = job.JobId is { } id ? await api.FindRecordAsync(id, cancellation) : null;
        if (record is null)
        {
            return;
        }

        foreach (var (at, status, reason) in job.Update(record.RootElement))
        {
            view.Changed(job, at, status, reason);
        }
    }

    /// <param name="jobs">Those followed to their end.</param>
    /// <param name="succeeded">Those that succeeded without being followed.</param>
    private int Summarise(List<FollowedJob> jobs, int succeeded)
    {
        foreach (var job in jobs)
        {
            var record = job.JobId is { } id ? $"  {api.RecordUrl(id)}" : "";
            screen.Line($"{job.Name} {job.Status}{(job.Reason is { } reason && job.Status == "FAILED" ? $" ({reason})" : "")}{record}");
        }

        var failed = jobs.Count(job => job.Status == "FAILED" && job.ResubmittedAs is null);
        screen.Line(failed == 0 ? $"All {succeeded + jobs.Count} succeeded." : $"{failed} of {succeeded + jobs.Count} failed.");
        return failed == 0 ? AllSucceeded : JobFailed;
    }
}
