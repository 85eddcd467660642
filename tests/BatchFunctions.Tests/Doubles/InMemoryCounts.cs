using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.Doubles;

internal sealed class InMemoryCounts : ISubmissionCounts
{
    private readonly Dictionary<SubmissionPlace, int> _highest = [];

    public IReadOnlyDictionary<SubmissionPlace, int> All => _highest;

    public Task MarkAsync(IReadOnlyCollection<SubmissionMark> marks, CancellationToken cancellation)
    {
        foreach (var (place, standing) in marks)
        {
            _highest[place] = Math.Max(standing, _highest.GetValueOrDefault(place, int.MinValue));
        }

        return Task.CompletedTask;
    }

    public Task<SubmissionTally> ReadAsync(string submissionId, CancellationToken cancellation) =>
        Task.FromResult(SubmissionTally.Of(_highest.Where(place => place.Key.SubmissionId == submissionId).Select(place => (place.Key.IsRow, place.Value))));
}
