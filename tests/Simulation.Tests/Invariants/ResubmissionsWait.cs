using BatchFunctions.Failures;
using BatchFunctions.Jobs;

namespace Simulation.Tests.Invariants;

/// <summary>A resubmission starts only after all that the failed job depended on, or what stands in for it, has succeeded.</summary>
internal static class ResubmissionsWait
{
    private const string Name = "a resubmission waits for what has not succeeded";

    /// <summary>The clock may be set back between an end and a start: see Simulation.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(11);

    public static void Check(EndState end)
    {
        foreach (var record in end.Records.Values)
        {
            if (record is { ResubmitOf: { } failedId, StartedAt: { } startedAt } && end.Records.GetValueOrDefault(failedId) is { Request: { } request })
            {
                foreach (var (dependency, _) in NextRequest.Dependencies(request))
                {
                    if (dependency is not null && !HasSucceeded(end, dependency, startedAt + Skew))
                    {
                        throw new InvariantBrokenException(
                            Name, $"{record.JobName} {record.JobId} stands in for {failedId} and started at {startedAt:HH:mm:ss}, without {dependency}.");
                    }
                }
            }
        }
    }

    private static bool HasSucceeded(EndState end, string jobId, DateTimeOffset before) =>
        (end.Records.GetValueOrDefault(jobId) is { Status: JobStatus.Succeeded, StoppedAt: { } at } && at <= before)
        || end.StandIns[jobId].Any(record => HasSucceeded(end, record.JobId, before))
        || (end.FailedChildren[jobId].Any() && end.FailedChildren[jobId].All(index =>
            end.StandIns[ArrayChild.IdOf(jobId, index)].Any(record => HasSucceeded(end, record.JobId, before))));
}
