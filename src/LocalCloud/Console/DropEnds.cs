using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;

namespace LocalCloud.Console;

/// <summary>Tells on the terminal of a stack that stays up how the jobs of dropped manifests ended: those that failed by name, the others by counts.</summary>
/// <param name="api">Where they are looked at.</param>
/// <param name="screen">Where it is told.</param>
/// <param name="time">For pauses.</param>
internal sealed class DropEnds(StackApi api, Screen screen, TimeProvider time)
{
    private const int MostNamed = 5;

    // Manifests that are looked at before the next pause: a thousand may have been dropped at once.
    private const int LooksInTurn = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<(string Manifest, SubmissionResult Result)> _news = Channel.CreateUnbounded<(string, SubmissionResult)>(new() { SingleReader = true });
    private readonly Queue<(string Manifest, SubmissionResult Result)> _open = new();

    /// <summary>Takes note of a manifest whose jobs are submitted, or about to be.</summary>
    public void Add(string manifest, SubmissionResult result) => _news.Writer.TryWrite((manifest, result));

    /// <summary>Follows them, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                while (_news.Reader.TryRead(out var news))
                {
                    _open.Enqueue(news);
                }

                for (var look = Math.Min(LooksInTurn, _open.Count); look > 0; look--)
                {
                    var drop = _open.Dequeue();
                    if (drop.Result.SubmissionId is { } id && !await HasEndedAsync(drop.Manifest, drop.Result, id, cancellation))
                    {
                        _open.Enqueue(drop);
                    }
                }

                await Task.Delay(Pause, time, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The stack stops.
        }
        catch (HttpRequestException stopped)
        {
            screen.Error($"The ends of dropped manifests are told of no more: {stopped.Message}");
        }
    }

    private async Task<bool> HasEndedAsync(string manifest, SubmissionResult result, string submissionId, CancellationToken cancellation)
    {
        using (var submission = await api.FindSubmissionAsync(submissionId, cancellation))
        {
            if (submission is null || !SubmissionCounts.Of(submission.RootElement).HaveEnded(result))
            {
                return false;
            }
        }

        var failed = (await api.FailedJobsAsync(submissionId, cancellation)).Select(job => job.JobId).ToHashSet(StringComparer.Ordinal);
        List<FollowedJob> roots = [.. result.Jobs.Where(job => job.JobId is null || failed.Contains(job.JobId)).Select(job => new FollowedJob(job))];
        FollowedJobs jobs = new(roots, result.Jobs.Count - roots.Count);
        // What stands in for a failed job is known from its record only, and may have failed too.
        HashSet<FollowedJob> seen = [];
        while (jobs.All.FirstOrDefault(job => job.JobId is not null && seen.Add(job)) is { JobId: { } id } next)
        {
            using var record = await api.FindRecordAsync(id, cancellation);
            if (record is null)
            {
                return false;
            }

            next.Update(record.RootElement);
        }

        if (jobs.All.Any(job => !job.IsOver))
        {
            return false;
        }

        Tell(manifest, jobs);
        return true;
    }

    private void Tell(string manifest, FollowedJobs jobs)
    {
        var unsuccessful = jobs.All.Where(job => !job.HasSucceeded).ToList();
        foreach (var job in unsuccessful.Take(MostNamed))
        {
            screen.Error($"  {job.Name} {job.Ending}{(job.JobId is { } id ? $"  {api.RecordUrl(id)}" : "")}");
        }

        if (unsuccessful.Count > MostNamed)
        {
            screen.Error(string.Create(CultureInfo.InvariantCulture, $"  and {unsuccessful.Count - MostNamed} more"));
        }

        screen.Line($"Ended {manifest}: {jobs.Summary}");
    }
}

/// <summary>How many jobs of a submission, and of those that stand in for them, are in which status.</summary>
internal sealed record SubmissionCounts(IReadOnlyList<(string Status, int Jobs)> Statuses)
{
    public static SubmissionCounts Of(JsonElement submission) =>
        new([.. submission.GetProperty("statuses").EnumerateObject().Select(status => (status.Name, status.Value.GetInt32()))]);

    public bool AreRunning => Statuses.Any(count => count.Jobs > 0 && count.Status is "STARTING" or "RUNNING");

    public int Ended => Statuses.Where(count => count.Status is "SUCCEEDED" or "FAILED").Sum(count => count.Jobs);

    /// <summary>Jobs of the manifest that had not ended.</summary>
    public int Open(SubmissionResult result)
    {
        var submitted = result.Jobs.Count(job => job.JobId is not null);

        return submitted - Math.Min(Ended, submitted);
    }

    // Jobs that stand in for others may be among them, so that those that have ended alone do not tell.
    public bool HaveEnded(SubmissionResult result) => Open(result) == 0 && Ended == Statuses.Sum(count => count.Jobs);
}
