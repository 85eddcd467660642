using Amazon.Lambda.Core;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;

namespace BatchFunctions.Tracking;

/// <summary>
/// Compares every open job of a kind with what AWS Batch says, lap by lap. A page of a hundred is one query, one read of their records, what
/// AWS Batch is asked and one write of where the lap has come to; of a job that stands as known nothing is written.
/// </summary>
internal abstract class Laps(ISweepCursor cursors, SweepSettings settings, Metrics metrics)
{
    // AWS: DescribeJobs takes up to 100 ids (API_DescribeJobs).
    public const int PageSize = 100;

    /// <summary>Jobs that are not as known are repaired side by side: after an outage that may be all of them.</summary>
    private const int AtATime = 10;

    /// <summary>Whether there is anything to look at: a lap writes where it has come to, also where it meets nothing.</summary>
    /// <param name="now">The start of the sweep.</param>
    public Task<bool> IsNeededAsync(DateTimeOffset now, CancellationToken cancellation) => IsAnyOpenAsync(now - settings.StaleAfter, cancellation);

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
        var page = await OpenAsync(lap.Cursor, PageSize, cancellation);
        var look = await LookAtAsync([.. page.Select(job => job.JobId)], now, cancellation);
        var round = new SweepRound(0, 0);
        foreach (var some in page.Chunk(lap.IsCareful ? 1 : AtATime))
        {
            if (lap.IsCareful)
            {
                // The sweep before has ended within this page: should one of its jobs end this one too, the next goes on behind it.
                await cursors.WriteAsync(lap.Cursor with { After = some[0].Place }, cancellation);
            }

            foreach (var looked in await Task.WhenAll(some.Select(job => LookAsync(job.JobId, look, context, cancellation))))
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

    /// <summary>Whether a job that was created before that time is open, as far as that is worth a question.</summary>
    protected abstract Task<bool> IsAnyOpenAsync(DateTimeOffset before, CancellationToken cancellation);

    /// <summary>The next open jobs of the lap; fewer than <paramref name="limit"/> at its end only.</summary>
    protected abstract Task<IReadOnlyList<OpenJob>> OpenAsync(SweepCursor cursor, int limit, CancellationToken cancellation);

    /// <summary>Gathers what is known of the jobs of a page.</summary>
    /// <returns>What looks at one of them; whether there was something that we had not heard.</returns>
    protected abstract Task<Func<string, Task<bool>>> LookAtAsync(string[] jobIds, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>How the log and the metrics name a job.</summary>
    protected abstract WatchedItem Item(string jobId);

    /// <summary>Takes a record that cannot be read out of the order.</summary>
    protected abstract Task DropAsync(string jobId, CancellationToken cancellation);

    private async Task<SweepRound> LookAsync(string jobId, Func<string, Task<bool>> look, ILambdaContext context, CancellationToken cancellation)
    {
        using var scope = LogScope.Begin();
        LogScope.About(jobId);
        try
        {
            return new(1, await look(jobId) ? 1 : 0);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException && !cancellation.IsCancellationRequested)
        {
            if (exception is InvalidDataException)
            {
                // A record that cannot be read gets no better by looking at it again; the alarm on failed items tells of it.
                await DropAsync(jobId, cancellation);
            }

            metrics.SweepFailed(Item(jobId).Kind);
            Log.ItemFailed(context, Item(jobId), exception);
            return new(1, 0, 1);
        }
    }
}

/// <summary>The laps over jobs: a page is one DescribeJobs.</summary>
internal sealed class JobLaps(IWatchStore watch, ISweepCursor cursors, IBatchJobs batch, IJobStore jobs, JobSweep looks, SweepSettings settings, Metrics metrics)
    : Laps(cursors, settings, metrics)
{
    protected override Task<bool> IsAnyOpenAsync(DateTimeOffset before, CancellationToken cancellation) => Task.FromResult(true);

    protected override Task<IReadOnlyList<OpenJob>> OpenAsync(SweepCursor cursor, int limit, CancellationToken cancellation) =>
        watch.OpenJobsAsync(cursor.Since, cursor.Before, cursor.After, limit, cancellation);

    protected override async Task<Func<string, Task<bool>>> LookAtAsync(string[] jobIds, DateTimeOffset now, CancellationToken cancellation)
    {
        var records = (await jobs.FindManyAsync(jobIds, cancellation)).ToDictionary(job => job.JobId);
        var facts = new JobFacts(batch, jobIds);

        return async jobId => await looks.LookAsync(jobId, records.GetValueOrDefault(jobId), await facts.OfAsync(jobId, cancellation), now, cancellation);
    }

    protected override WatchedItem Item(string jobId) => new(jobId, null);

    protected override Task DropAsync(string jobId, CancellationToken cancellation) => watch.DropAsync(Item(jobId), cancellation);
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
