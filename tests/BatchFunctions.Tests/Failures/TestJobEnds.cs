using BatchFunctions.Failures;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.Outcomes;
using BatchFunctions.Records;
using BatchFunctions.Submissions;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Tests.Doubles;

namespace BatchFunctions.Tests.Failures;

/// <summary>What acts on jobs that are over, with the stack's default rules, on any stores.</summary>
internal static class TestJobEnds
{
    public static JobEnds On(
        IJobStore jobs,
        ISubmitQueue queue,
        IOutcomes outcomes,
        TimeProvider time,
        IIntentStore? intents = null,
        IBatchJobs? batch = null,
        DefaultRules? rules = null,
        IRequestCheck? requests = null)
    {
        var successors = Successors(jobs, time, intents);

        return new JobEnds(
            jobs,
            queue,
            outcomes,
            new FailureDecisions(jobs, requests ?? new EveryRequest(), rules ?? new DefaultRules(), Dependencies(jobs, time, successors, intents, batch), successors),
            successors,
            new Metrics(TextWriter.Null, time),
            time);
    }

    public static Successors Successors(IJobStore jobs, TimeProvider time, IIntentStore? intents = null, ISubmissionStore? submissions = null) =>
        new(jobs, intents ?? new InMemoryIntents(), submissions ?? new InMemorySubmissions(), time);

    public static DependencyLook Dependencies(
        IJobStore jobs, TimeProvider time, Successors successors, IIntentStore? intents = null, IBatchJobs? batch = null)
    {
        var services = batch ?? new InMemoryBatch();
        var tracker = new JobTracker(jobs, intents ?? new InMemoryIntents(), new FailedChildren(jobs, services), new InMemoryBlockedQueues());
        var records = new CurrentRecords(jobs, services, tracker, time);

        return new DependencyLook(records, new StandIns(records, jobs, successors));
    }

    /// <summary>Every record is of a request that was accepted.</summary>
    private sealed class EveryRequest : IRequestCheck
    {
        public Task<bool> IsAcceptedAsync(JobRecord job, CancellationToken cancellation) => Task.FromResult(true);
    }
}
