namespace LocalCloud.Console;

/// <summary>Waits until the functions have made jobs of a dropped manifest, and tells meanwhile how far they are.</summary>
/// <param name="api">Where that is asked.</param>
/// <param name="logGroup">Of the function that reads manifests, which tells the submission's id; <c>null</c> where it is not known.</param>
/// <param name="view">Where it is told.</param>
/// <param name="time">For pauses.</param>
internal sealed class ManifestIntake(StackApi api, string? logGroup, IJobView view, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private string? _submissionId;

    /// <param name="bucket">Of the result.</param>
    /// <param name="key">Of the result.</param>
    /// <param name="runId">Tells this drop from others of the same file.</param>
    /// <param name="file">The manifest, as the user named it.</param>
    /// <param name="news">What is told, and when.</param>
    /// <param name="cancellation">The user has had enough.</param>
    /// <returns>No result, and why there will be none, where the function that reads manifests has failed for good.</returns>
    public Task<(SubmissionResult? Result, string? Why)> WaitAsync(
        string bucket, string key, string runId, string file, IntakeNews news, CancellationToken cancellation) => view.TakeInAsync(async tell =>
    {
        var dropped = time.GetUtcNow();
        var next = dropped + BetweenLooks;
        while (true)
        {
            using (var found = await api.FindObjectAsync(bucket, key, cancellation))
            {
                if (found is not null)
                {
                    return (SubmissionResult.Parse(found.RootElement, file), null);
                }
            }

            if (await api.FindFailureAsync(runId, cancellation) is { } why)
            {
                return ((SubmissionResult?)null, (string?)why);
            }

            if (time.GetUtcNow() is var now && now >= next)
            {
                if (news.Look(await LookAsync(runId, dropped, cancellation), now) is { } line)
                {
                    tell(line);
                }

                next = time.GetUtcNow() + BetweenLooks;
            }

            await Task.Delay(Pause, time, cancellation);
        }
    });

    private async Task<IntakeStand?> LookAsync(string runId, DateTimeOffset dropped, CancellationToken cancellation)
    {
        _submissionId ??= logGroup is null ? null : await api.FindLoggedSubmissionAsync(logGroup, runId, dropped, cancellation);
        if (_submissionId is null)
        {
            return null;
        }

        using var submission = await api.FindSubmissionAsync(_submissionId, cancellation);

        return submission is null ? null : IntakeStand.Of(submission.RootElement);
    }
}
