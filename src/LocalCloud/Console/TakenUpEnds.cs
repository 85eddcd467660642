using LocalBatch;

namespace LocalCloud.Console;

/// <summary>Tells on the terminal of a stack that stays up how the jobs of its last run ended that it has taken up: each one where they are few, else those that failed.</summary>
/// <param name="api">Where they are looked at.</param>
/// <param name="hasRecords">The functions keep records of jobs, which tell what follows from a failure.</param>
/// <param name="screen">Where it is told.</param>
/// <param name="time">For pauses.</param>
internal sealed class TakenUpEnds(StackApi api, bool hasRecords, Screen screen, TimeProvider time)
{
    // AWS: jobs in one DescribeJobs (API_DescribeJobs).
    private const int MostDescribed = 100;

    // Calls before the next pause: a hundred thousand jobs may have been taken up.
    private const int CallsInTurn = 10;

    // Records that are read before the next pause.
    private const int RecordsInTurn = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly List<FollowedJob> _over = [];
    private int _succeeded;

    /// <summary>Follows them until all have ended, or it is cancelled.</summary>
    public async Task RunAsync(IReadOnlyList<OpenJob> jobs, CancellationToken cancellation)
    {
        if (jobs.Count == 0)
        {
            return;
        }

        try
        {
            await FollowAsync(new(jobs), jobs.Count <= LongManifest.Few, cancellation);
            screen.Line($"Ended, of what was taken up: {new FollowedJobs(_over, _succeeded).Summary}");
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The stack stops.
        }
        catch (HttpRequestException stopped)
        {
            screen.Error($"The ends of jobs that were taken up are told of no more: {stopped.Message}");
        }
    }

    private async Task FollowAsync(Queue<OpenJob> open, bool areFew, CancellationToken cancellation)
    {
        Queue<FollowedJob> ended = new();
        while (open.Count + ended.Count > 0)
        {
            for (var call = Math.Min(CallsInTurn, (open.Count + MostDescribed - 1) / MostDescribed); call > 0; call--)
            {
                await DescribeAsync(open, ended, cancellation);
            }

            for (var look = Math.Min(RecordsInTurn, ended.Count); look > 0; look--)
            {
                var job = ended.Dequeue();
                if (hasRecords && !await IsOverAsync(job, cancellation))
                {
                    ended.Enqueue(job);
                    continue;
                }

                Tell(job, areFew);
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    /// <summary>Looks at the next of them.</summary>
    private async Task DescribeAsync(Queue<OpenJob> open, Queue<FollowedJob> ended, CancellationToken cancellation)
    {
        List<OpenJob> jobs = [.. Enumerable.Range(0, Math.Min(MostDescribed, open.Count)).Select(_ => open.Dequeue())];
        using var described = await api.BatchAsync("/v1/describejobs", JsonText.Object(("jobs", jobs.Select(job => job.JobId))), cancellation);
        var known = described.RootElement.List("jobs").ToDictionary(job => job.Text("jobId") ?? "", StringComparer.Ordinal);
        foreach (var job in jobs)
        {
            // What is not known any more has been forgotten a day after its end, while nobody looked.
            if (!known.TryGetValue(job.JobId, out var now))
            {
                continue;
            }

            if (now.Text("status") is "SUCCEEDED" or "FAILED")
            {
                FollowedJob followed = new(new(job.JobName, job.JobId, null));
                followed.Update(now);
                ended.Enqueue(followed);
            }
            else
            {
                open.Enqueue(job);
            }
        }
    }

    /// <summary>Whether all is known of it, and of what stands in for it.</summary>
    private async Task<bool> IsOverAsync(FollowedJob root, CancellationToken cancellation)
    {
        FollowedJobs jobs = new([root], 0);
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

        return jobs.All.All(job => job.IsOver);
    }

    private void Tell(FollowedJob root, bool areFew)
    {
        if (root is { HasSucceeded: true, StandIns.Count: 0 })
        {
            _succeeded++;
        }
        else
        {
            _over.Add(root);
        }

        foreach (var job in new FollowedJobs([root], 0).All.Where(job => areFew || !job.HasSucceeded))
        {
            var line = $"Ended {job.Name}: {job.Ending}{(hasRecords && job.JobId is { } id ? $"  {api.RecordUrl(id)}" : "")}";
            if (job.HasSucceeded)
            {
                screen.Line(line);
            }
            else
            {
                screen.Error(line);
            }
        }
    }
}
