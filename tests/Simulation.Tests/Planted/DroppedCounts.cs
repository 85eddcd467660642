using BatchFunctions.Jobs;

namespace Simulation.Tests.Planted;

/// <summary>Never notes that the jobs of every fifth row have succeeded.</summary>
internal sealed class DroppedCounts(ISubmissionCounts inner) : ISubmissionCounts
{
    private const int Every = 5;

    public Task MarkAsync(IReadOnlyCollection<SubmissionMark> marks, CancellationToken cancellation) =>
        inner.MarkAsync([.. marks.Where(mark => mark.Standing != Standing.Succeeded || mark.Place.Row % Every != 0)], cancellation);

    public Task<SubmissionTally> ReadAsync(string submissionId, CancellationToken cancellation) => inner.ReadAsync(submissionId, cancellation);
}
