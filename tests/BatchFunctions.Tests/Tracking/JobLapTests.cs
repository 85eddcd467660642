using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Amazon.Batch.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Tracking;

namespace BatchFunctions.Tests.Tracking;

/// <summary>The laps of the sweep over the open jobs.</summary>
public sealed class JobLapTests
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    private readonly FunctionStack _stack = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public void A_whole_lap_begins_every_quarter_of_an_hour_and_in_between_only_what_has_come_of_age_is_looked_at()
    {
        var first = SweepCursor.None.Next(A.Noon, Quarter);
        Assert.Equal((DateTimeOffset.UnixEpoch, A.Noon - Quarter, true), (first.Since, first.Before, first.IsUnderWay));

        var between = first.AtItsEnd.Next(A.Noon.AddMinutes(5), Quarter);
        Assert.Equal((A.Noon - Quarter, A.Noon.AddMinutes(-10), null), (between.Since, between.Before, between.After));

        var second = between.AtItsEnd.Next(A.Noon.AddMinutes(15), Quarter);
        Assert.Equal((DateTimeOffset.UnixEpoch, A.Noon, A.Noon.AddMinutes(15)), (second.Since, second.Before, second.WholeAt));
    }

    [Fact]
    public void A_lap_that_is_under_way_goes_on_however_late_it_is()
    {
        var lap = SweepCursor.None.Next(A.Noon, Quarter) with { After = "place" };

        Assert.Equal(lap, lap.Next(A.Noon.AddHours(3), Quarter));
    }

    [Fact]
    public async Task A_job_that_ends_the_process_is_met_once_more_and_then_stops_no_other()
    {
        string[] ids = [.. Enumerable.Range(0, 5).Select(n => $"{n}1111111-1111-4111-8111-111111111111")];
        foreach (var id in ids)
        {
            await _stack.Jobs.RecordSubmissionAsync(A.Submitted(id), None);
            _stack.Watch.Items.Add((new WatchedItem(id, null), A.Noon));
            _stack.Batch.Details[id] = new JobDetail { JobId = id, JobName = "hello", JobQueue = "default", JobDefinition = "hello:1", Status = "RUNNING", StartedAt = 1772366406000 };
        }

        _stack.Clock.Advance(TimeSpan.FromHours(1));

        await Assert.ThrowsAsync<OperationCanceledException>(() => SweepAsync(ids[2]));
        await Assert.ThrowsAsync<OperationCanceledException>(() => SweepAsync(ids[2]));
        await SweepAsync(ids[2]);

        Assert.Equal(
            [JobStatus.Running, JobStatus.Running, JobStatus.Submitted, JobStatus.Running, JobStatus.Running],
            _stack.Jobs.All.OrderBy(job => job.JobId).Select(job => job.Status));
        Assert.Equal((false, false), (_stack.Cursor.Cursor.IsUnderWay, _stack.Cursor.Cursor.IsOpen));
    }

    /// <summary>A sweep whose time is over at one of the jobs.</summary>
    private async Task SweepAsync(string endless)
    {
        using var time = new CancellationTokenSource();
        var store = EndlessJob.In(_stack.Jobs, endless, time);
        var laps = _stack.HandlerWith<JobLaps, IJobStore>(store);
        var lap = await laps.BeginAsync(_stack.Clock.GetUtcNow(), None);
        while (lap.Cursor.IsUnderWay)
        {
            (lap, _) = await laps.RunAsync(lap, _stack.Clock.GetUtcNow(), _stack.Context, time.Token);
        }

        await laps.EndAsync(lap, None);
    }
}

/// <summary>A store in which the news of one job take all the time that there is.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
internal class EndlessJob : DispatchProxy
{
    private IJobStore? _inner;
    private string _jobId = "";
    private CancellationTokenSource? _time;

    public static IJobStore In(IJobStore inner, string jobId, CancellationTokenSource time)
    {
        var store = Create<IJobStore, EndlessJob>();
        if (store is EndlessJob endless)
        {
            (endless._inner, endless._jobId, endless._time) = (inner, jobId, time);
        }

        return store;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (args is [JobChange change, ..] && change.JobId == _jobId)
        {
            _time?.Cancel();
            throw new OperationCanceledException();
        }

        return targetMethod?.Invoke(_inner, args);
    }
}
