using Amazon.Lambda.Core;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;

namespace BatchFunctions.Tracking;

/// <summary>
/// Compares every open job with what AWS Batch says, lap by lap. A page of a hundred is one query, one read of their records, one
/// DescribeJobs and one write of where the lap has come to; of a job that stands as known nothing is written.
/// </summary>
internal sealed class JobLaps(IWatchStore watch, ISweepCursor cursors, IBatchJobs batch, IJobStore jobs, JobSweep looks, SweepSettings settings, Metrics metrics)
{
    // AWS: DescribeJobs takes up to 100 ids (API_DescribeJobs).
    public const int PageSize = 100;

    /// <summary>Jobs that are not as known are repaired side by side: after an outage that may be all of them.</summary>
    private const int AtATime = 10;

    /// <summary>Goes on with the lap that is under way, or begins one.</summary>
    /// <param name="now">The start of the sweep.</param>
    public async Task<SweepLap> BeginAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var known = await cursors.ReadAsync(cancellation);
        var lap = new SweepLap(known.Next(now, settings.StaleAfter) with { IsOpen = true, FirstAt = known.FirstAt ?? now }, IsCareful: known.IsOpen);
        await cursors.WriteAsync(lap.Cursor, cancellation);

        return lap;
    }

    /// <summary>One page.</summary>
    /// <returns>Where the lap has come to.</returns>
    /// <exception cref="OperationCanceledException">The time is over; the next sweep goes on with this page.</exception>
    public async Task<(SweepLap Lap, SweepRound Round)> RunAsync(SweepLap lap, DateTimeOffset now, ILambdaContext context, CancellationToken cancellation)
    {
        var page = await watch.OpenJobsAsync(lap.Cursor.Since, lap.Cursor.Before, lap.Cursor.After, PageSize, cancellation);
        string[] ids = [.. page.Select(job => job.JobId)];
        var records = (await jobs.FindManyAsync(ids, cancellation)).ToDictionary(job => job.JobId);
        var facts = new JobFacts(batch, ids);
        var round = new SweepRound(0, 0);
        foreach (var some in page.Chunk(lap.IsCareful ? 1 : AtATime))
        {
            if (lap.IsCareful)
            {
                // The sweep before has ended within this page: should one of its jobs end this one too, the next goes on behind it.
                await cursors.WriteAsync(lap.Cursor with { After = some[0].Place }, cancellation);
            }

            foreach (var looked in await Task.WhenAll(some.Select(job => LookAsync(job.JobId, records.GetValueOrDefault(job.JobId), facts, now, context, cancellation))))
            {
                round = new(round.Looked + looked.Looked, round.Repaired + looked.Repaired, round.Failed + looked.Failed);
            }
        }

        var next = page.Count < PageSize ? lap.Cursor.AtItsEnd : lap.Cursor with { After = page[^1].Place };
        await cursors.WriteAsync(next, cancellation);

        return (new SweepLap(next, IsCareful: false), round);
    }

    /// <summary>The sweep has come to its own end, so that the next need not be careful.</summary>
    public Task EndAsync(SweepLap lap, CancellationToken cancellation) => cursors.WriteAsync(lap.Cursor with { IsOpen = false }, cancellation);

    private async Task<SweepRound> LookAsync(
        string jobId, JobRecord? known, JobFacts facts, DateTimeOffset now, ILambdaContext context, CancellationToken cancellation)
    {
        using var scope = LogScope.Begin();
        LogScope.About(jobId);
        try
        {
            return new(1, await looks.LookAsync(jobId, known, await facts.OfAsync(jobId, cancellation), now, cancellation) ? 1 : 0);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException && !cancellation.IsCancellationRequested)
        {
            var item = new WatchedItem(jobId, null);
            if (exception is InvalidDataException)
            {
                // A record that cannot be read gets no better by looking at it again; the alarm on failed items tells of it.
                await watch.DropAsync(item, cancellation);
            }

            metrics.SweepFailed(item.Kind);
            Log.ItemFailed(context, item, exception);
            return new(1, 0, 1);
        }
    }
}

/// <summary>The lap as one sweep goes on with it.</summary>
/// <param name="IsCareful">The sweep before has not come to its end: one of the next page's jobs may have ended the process.</param>
internal sealed record SweepLap(SweepCursor Cursor, bool IsCareful);

/// <summary>Where the sweep of open jobs has come to.</summary>
internal sealed record SweepCursor
{
    public static readonly SweepCursor None = new();

    /// <summary>Jobs created from then on are looked at; a whole lap takes in all.</summary>
    public DateTimeOffset Since { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Jobs created before that time are looked at.</summary>
    public DateTimeOffset Before { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>When the last whole lap began.</summary>
    public DateTimeOffset WholeAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The place of the last job that was looked at; <c>null</c> at the beginning of a lap.</summary>
    public string? After { get; init; }

    /// <summary>The lap has not come to its end.</summary>
    public bool IsUnderWay { get; init; }

    /// <summary>A sweep is at it, or has broken off.</summary>
    public bool IsOpen { get; init; }

    /// <summary>When the first sweep of this version began: from then on it moves what earlier versions kept elsewhere.</summary>
    public DateTimeOffset? FirstAt { get; init; }

    public SweepCursor AtItsEnd => this with { After = null, IsUnderWay = false };

    /// <summary>The lap to go on with: every <paramref name="staleAfter"/> a whole one, and in between what has come of age since the last.</summary>
    public SweepCursor Next(DateTimeOffset now, TimeSpan staleAfter) =>
        IsUnderWay ? this
        : now - WholeAt >= staleAfter ? this with { Since = DateTimeOffset.UnixEpoch, Before = now - staleAfter, WholeAt = now, After = null, IsUnderWay = true }
        : this with { Since = Before, Before = now - staleAfter, After = null, IsUnderWay = true };
}

/// <summary>Keeps where the sweep has come to. A write is the whole of it, so that a repetition does no harm.</summary>
internal interface ISweepCursor
{
    Task<SweepCursor> ReadAsync(CancellationToken cancellation);

    Task WriteAsync(SweepCursor cursor, CancellationToken cancellation);
}
