using BatchFunctions.Lambda;
using BatchFunctions.ServiceJobs;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Submitting;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tracking;

namespace BatchFunctions.Tests.Tracking;

/// <summary>Service jobs for tests that are about others: there are none, and nobody is asked about one.</summary>
internal static class TestServiceJobs
{
    private static readonly Metrics Metrics = new(TextWriter.Null, TimeProvider.System);

    private static readonly InMemorySubmitQueue Queue = new();

    private static readonly RecordingOutcomes Outcomes = new();

    public static ServiceJobNews None() => new(new InMemoryServiceJobs(), Tracker(new InMemoryServiceJobs()), Ends(new InMemoryServiceJobs()));

    /// <param name="jobs">A store that has none.</param>
    public static ServiceJobLaps Laps(IServiceJobStore jobs, SweepSettings settings) => new(
        new ServiceSweepCursor(new InMemorySweepCursor()), jobs, ScriptedBatch.Create().Client, new ServiceJobSweep(jobs, Tracker(jobs), Ends(jobs), Outcomes, settings), settings, Metrics);

    public static QueuedServiceJobs Queued()
    {
        var jobs = new InMemoryServiceJobs();
        var submitter = new ServiceJobSubmitter(ScriptedBatch.Create().Client, jobs, Metrics, TimeProvider.System);

        return new QueuedServiceJobs(jobs, Tracker(jobs), submitter, Outcomes, Queue, new RetryPlan(TimeSpan.FromMinutes(30)), TimeProvider.System);
    }

    private static ServiceJobTracker Tracker(IServiceJobStore jobs) => new(jobs, ScriptedBatch.Create().Client, TimeProvider.System);

    private static ServiceJobEnds Ends(IServiceJobStore jobs) => new(jobs, Tracker(jobs), Queue, Outcomes, Metrics, TimeProvider.System);
}
