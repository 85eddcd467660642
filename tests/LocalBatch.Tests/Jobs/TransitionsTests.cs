using LocalBatch.Jobs;
using static LocalBatch.Jobs.JobStatus;

namespace LocalBatch.Tests.Jobs;

/// <summary>Every status with every event: what is not named here cannot happen.</summary>
public sealed class TransitionsTests
{
    private static readonly Dictionary<(JobStatus, JobEvent), JobStatus> Possible = new()
    {
        [(Submitted, new JobEvent.Accepted(WaitsForOthers: true))] = Pending,
        [(Submitted, new JobEvent.Accepted(WaitsForOthers: false))] = Runnable,
        [(Submitted, new JobEvent.Expanded())] = Pending,
        [(Submitted, new JobEvent.GivenUp())] = Failed,
        [(Pending, new JobEvent.DependenciesSucceeded())] = Runnable,
        [(Pending, new JobEvent.DependencyFailed())] = Failed,
        [(Pending, new JobEvent.GivenUp())] = Failed,
        [(Pending, new JobEvent.ChildrenEnded(AllSucceeded: true))] = Succeeded,
        [(Pending, new JobEvent.ChildrenEnded(AllSucceeded: false))] = Failed,
        [(Runnable, new JobEvent.Placed())] = Starting,
        [(Runnable, new JobEvent.GivenUp())] = Failed,
        [(Starting, new JobEvent.ContainerStarted())] = Running,
        [(Starting, new JobEvent.AttemptFailed(Retry: true))] = Runnable,
        [(Starting, new JobEvent.AttemptFailed(Retry: false))] = Failed,
        [(Running, new JobEvent.AttemptSucceeded())] = Succeeded,
        [(Running, new JobEvent.AttemptFailed(Retry: true))] = Runnable,
        [(Running, new JobEvent.AttemptFailed(Retry: false))] = Failed,
    };

    private static readonly JobEvent[] Events =
    [
        new JobEvent.Accepted(WaitsForOthers: true), new JobEvent.Accepted(WaitsForOthers: false), new JobEvent.Expanded(),
        new JobEvent.DependenciesSucceeded(), new JobEvent.DependencyFailed(), new JobEvent.Placed(), new JobEvent.ContainerStarted(),
        new JobEvent.AttemptSucceeded(), new JobEvent.AttemptFailed(Retry: true), new JobEvent.AttemptFailed(Retry: false),
        new JobEvent.GivenUp(), new JobEvent.ChildrenEnded(AllSucceeded: true), new JobEvent.ChildrenEnded(AllSucceeded: false),
    ];

    [Fact]
    public void Every_status_and_event_lead_where_the_table_says_and_nowhere_else()
    {
        foreach (var from in Enum.GetValues<JobStatus>())
        {
            foreach (var happening in Events)
            {
                JobStatus? expected = Possible.TryGetValue((from, happening), out var to) ? to : null;

                Assert.True(expected == Transitions.Next(from, happening), $"{from} and {happening}");
            }
        }
    }

    [Fact]
    public void A_terminal_status_is_final() =>
        Assert.All(Events, happening => Assert.Null(Transitions.Next(Succeeded, happening) ?? Transitions.Next(Failed, happening)));
}
