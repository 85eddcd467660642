namespace LocalCloud.Console;

/// <summary>The program's main job: drops a manifest into the inbox and follows its jobs to their end.</summary>
/// <param name="api">What the user too could call.</param>
/// <param name="view">Where jobs are shown.</param>
/// <param name="screen">For lines that stay.</param>
/// <param name="followed">Follows the jobs.</param>
/// <param name="home">What becomes of the stack afterwards.</param>
/// <param name="time">For pauses.</param>
internal sealed class MainJob(StackApi api, IJobView view, Screen screen, FollowedManifest followed, StackHome home, TimeProvider time)
{
    public const int AllSucceeded = 0;
    public const int JobFailed = 1;
    public const int BadManifest = 2;
    public const int FunctionFailed = 3;
    public const int CannotGoOn = 4;
    public const int Stuck = 5;

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

        return await followed.RunAsync(file, result, cancellation);
    }

    /// <summary>Nobody answers any more where the stack did.</summary>
    public static bool IsGone(HttpRequestException exception) => exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded;

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
