using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Amazon.Lambda.SQSEvents;
using BatchFunctions.Jobs;
using BatchFunctions.Tracking;

namespace BatchFunctions.Tests.Tracking;

/// <summary>
/// What a delivery of fifty events costs in turns of the table: its jobs are worked side by side, so that a delivery takes as many turns
/// as its longest job. With ten deliveries at a time and a window of a second, 300 events a second, which 75 jobs a second make, are
/// less than what one lane takes.
/// </summary>
public sealed class DeliveryTests
{
    private const int Count = 50;

    private readonly FunctionStack _stack = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("STARTING", 1)]
    [InlineData("RUNNING", 1)]
    [InlineData("SUCCEEDED", 2)]
    public async Task All_its_jobs_are_at_the_table_together_and_each_is_there_once_or_twice(string status, int turns)
    {
        string[] ids = [.. Enumerable.Range(0, Count).Select(n => $"{n:D8}-1111-4111-8111-111111111111")];
        foreach (var id in ids)
        {
            await _stack.Jobs.RecordSubmissionAsync(A.Submitted(id), None);
            await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Runnable, jobId: id), None);
        }

        if (status != "STARTING")
        {
            await Task.WhenAll(ids.Select(id => _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Starting, jobId: id), None)));
        }

        var store = HeldJobs.Before(_stack.Jobs);
        var handler = _stack.HandlerWith<JobStateChangedHandler, IJobStore>((IJobStore)(object)store);
        var delivery = new SQSEvent { Records = [.. ids.Select((id, n) => new SQSEvent.SQSMessage { MessageId = $"{n}", Body = AnEvent.Of(status, jobId: id) })] };

        var waiting = new List<int>();
        // Away from the context of the test, so that what is let go goes on at once.
        var answer = await Task.Run(
            async () =>
            {
                var working = handler.JobStateChanged(delivery, _stack.Context);
                while (!working.IsCompleted)
                {
                    waiting.Add(store.LetGo());
                }

                return await working;
            },
            None);

        Assert.Empty(answer.BatchItemFailures);
        Assert.Equal(Enumerable.Repeat(Count, turns), waiting);
    }
}

/// <summary>A store whose answers are held back until they are let go, all that wait at once.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
internal class HeldJobs : DispatchProxy
{
    private readonly List<TaskCompletionSource> _held = [];

    private IJobStore? _inner;

    public static HeldJobs Before(IJobStore inner)
    {
        var held = (HeldJobs)(object)Create<IJobStore, HeldJobs>();
        held._inner = inner;

        return held;
    }

    /// <returns>How many were waiting.</returns>
    public int LetGo()
    {
        List<TaskCompletionSource> held = [.. _held];
        _held.Clear();
        // What follows runs here and now, up to the next call.
        held.ForEach(one => one.SetResult());

        return held.Count;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Invoke(_inner, args) switch
    {
        Task<JobRecord?> task => HoldAsync(task),
        var other => other,
    };

    private async Task<JobRecord?> HoldAsync(Task<JobRecord?> task)
    {
        var turn = new TaskCompletionSource();
        _held.Add(turn);
        await turn.Task;

        return await task;
    }
}
