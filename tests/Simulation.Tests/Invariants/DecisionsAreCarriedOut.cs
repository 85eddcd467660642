using System.Globalization;
using Amazon.Batch;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;
using JobStatus = BatchFunctions.Jobs.JobStatus;

namespace Simulation.Tests.Invariants;

/// <summary>Each failed job has one decision, and one job stands in for it if and only if it was decided so.</summary>
internal static class DecisionsAreCarriedOut
{
    private const string Once = "a failure is decided once";

    private const string One = "a failed job has one successor at most";

    private const string Written = "what is written down is carried out";

    private const string Lineage = "lineage is consistent";

    public static void Check(EndState end)
    {
        CheckStandIns(end);
        foreach (var record in end.Records.Values)
        {
            if (!record.IsHandled)
            {
                throw new InvariantBrokenException("what is over is handled", $"{record.JobName} {record.JobId} is {record.Status}, its decision {record.Decision}.");
            }

            if (record.Status == JobStatus.Failed)
            {
                CheckFailed(end, record);
            }

            CheckParent(end, record);
        }
    }

    private static void CheckFailed(EndState end, JobRecord record)
    {
        switch (record.Decision)
        {
            case null:
                throw new InvariantBrokenException(Once, $"{record.JobName} {record.JobId} failed, and nothing is decided.");
            case FailureDecision.Resubmitted:
                CheckWritten(end, record);
                break;
            case FailureDecision.GivenUp when record.Verdict?.IsTakenBack != true && end.ByToken[FailureDecision.TokenOf(record.JobId)].Any():
                throw new InvariantBrokenException(Once, $"{record.JobName} {record.JobId} is {record.Decision} and runs again.");
        }
    }

    /// <summary>For each try that is written on the record there is the job that is written there.</summary>
    private static void CheckWritten(EndState end, JobRecord record)
    {
        if (record.Verdict is not { } verdict)
        {
            throw new InvariantBrokenException(Written, $"{record.JobName} {record.JobId} is {record.Decision}, and how is not written.");
        }

        if (verdict.Tries.Count == 0 && !record.IsArrayOfFailures && !end.StandIns[record.JobId].Any())
        {
            throw new InvariantBrokenException(Written, $"{record.JobName} {record.JobId} is {record.Decision}, and there is no job.");
        }

        foreach (var next in verdict.Tries)
        {
            IEnumerable<string> failed = next.Children is { } children ? IndexRanges.Read(children).Select(index => ArrayChild.IdOf(record.JobId, index)) : [record.JobId];
            foreach (var id in failed)
            {
                CheckTry(end, id, next);
            }
        }
    }

    private static void CheckTry(EndState end, string failedId, NextTry next)
    {
        if (end.ByToken[FailureDecision.TokenOf(failedId)].SingleOrDefault() is not { } job)
        {
            if (end.StandIns[failedId].Any())
            {
                // Somebody else was faster, who asks for what he likes.
                return;
            }

            throw new InvariantBrokenException(Written, $"{failedId} is to be tried again, and there is no job.");
        }

        var memory = job.Container.ResourceRequirements.Find(requirement => requirement.Type == ResourceType.MEMORY)?.Value;
        if (next.Changes is { MemoryMiB: { } wanted } && memory != wanted.ToString(CultureInfo.InvariantCulture))
        {
            throw new InvariantBrokenException(Written, $"{failedId} is to be tried again with {wanted} MiB, and {job.JobId} has {memory}.");
        }

        if (next.Changes is { JobQueue: { } queue } && ResourceName.Of(job.JobQueue) != queue)
        {
            throw new InvariantBrokenException(Written, $"{failedId} is to be tried again in {queue}, and {job.JobId} is in {job.JobQueue}.");
        }
    }

    private static void CheckStandIns(EndState end)
    {
        foreach (var standIns in end.StandIns.Where(standIns => standIns.Count() > 1))
        {
            // One that succeeded may be run again as often as somebody wants.
            if (end.Records.GetValueOrDefault(standIns.Key) is not { Status: JobStatus.Succeeded })
            {
                throw new InvariantBrokenException(One, $"{standIns.Key} has {string.Join(" and ", standIns.Select(record => record.JobId))}.");
            }
        }
    }

    private static void CheckParent(EndState end, JobRecord record)
    {
        if (record.ResubmitOf is not { } parentId
            || !end.Records.TryGetValue(ArrayChild.Parse(parentId) is var (arrayId, _) ? arrayId : parentId, out var parent))
        {
            return;
        }

        if (parent.JobId == parentId && parent.ResubmittedAs is null)
        {
            throw new InvariantBrokenException(Lineage, $"{parentId} does not know that {record.JobId} stands in for it.");
        }

        if (record.Resubmission != parent.Resubmission + 1 || record.OriginalJobId != (parent.OriginalJobId ?? parent.JobId))
        {
            throw new InvariantBrokenException(
                Lineage, $"{record.JobId} is resubmission {record.Resubmission} of {record.OriginalJobId}, after {parent.Resubmission} of {parent.OriginalJobId}.");
        }
    }
}
