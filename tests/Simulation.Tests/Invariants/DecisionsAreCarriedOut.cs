using Amazon.Batch.Model;
using BatchFunctions.Failures;
using BatchFunctions.Jobs;

namespace Simulation.Tests.Invariants;

/// <summary>Each failed job has one decision, and one job stands in for it if and only if it was decided so.</summary>
internal static class DecisionsAreCarriedOut
{
    private const string Once = "a failure is decided once";

    private const string Lineage = "lineage is consistent";

    public static void Check(EndState end)
    {
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
        JobDetail[] next = [.. end.ByToken[FailureDecision.TokenOf(record.JobId)]];
        var isTakenBack = record.DecisionReason?.StartsWith("Its resubmission was not taken", StringComparison.Ordinal) == true;
        switch (record.Decision)
        {
            case null:
                throw new InvariantBrokenException(Once, $"{record.JobName} {record.JobId} failed, and nothing is decided.");
            case FailureDecision.Resubmitted when next.Length != 1:
                throw new InvariantBrokenException(Once, $"{record.JobName} {record.JobId} is {record.Decision}, by {next.Length} jobs.");
            case FailureDecision.GivenUp when next.Length != 0 && !isTakenBack:
                throw new InvariantBrokenException(Once, $"{record.JobName} {record.JobId} is {record.Decision} and runs as {next[0].JobId}.");
        }

        if (next is [var only] && !isTakenBack && end.Records[only.JobId].ResubmitOf != record.JobId)
        {
            throw new InvariantBrokenException(Lineage, $"{only.JobId} stands in for {record.JobId} and does not say so.");
        }
    }

    private static void CheckParent(EndState end, JobRecord record)
    {
        if (record.ResubmitOf is not { } parentId || !end.Records.TryGetValue(parentId, out var parent))
        {
            return;
        }

        if (parent.ResubmittedAs is null)
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
