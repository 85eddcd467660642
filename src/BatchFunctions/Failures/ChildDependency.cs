using BatchFunctions.Jobs;
using BatchFunctions.Submissions;

namespace BatchFunctions.Failures;

/// <summary>What a single job waits for that stands in for a child of an array: pairs and orders of children become single ids.</summary>
internal static class ChildDependency
{
    public static QueuedDependency Of(QueuedDependency dependency, int index) => dependency switch
    {
        { InsteadOf: { } arrayId, Type: "N_TO_N" } => Instead(ArrayChild.IdOf(arrayId, index)),
        { InsteadOf: { } arrayId, Type: "SEQUENTIAL" } => Instead(ArrayChild.IdOf(arrayId, index - 1)),
        { JobId: { } arrayId, Type: "N_TO_N" } => new QueuedDependency(null, null, ArrayChild.IdOf(arrayId, index), null),
        _ => dependency with { Type = null },
    };

    private static QueuedDependency Instead(string failedJobId) => new(null, failedJobId, null, null) { InsteadOf = failedJobId };
}
