using BatchFunctions.Submissions;

namespace BatchFunctions.Tests.Doubles;

internal sealed class InMemorySubmissions : ISubmissionStore
{
    private readonly Dictionary<string, Submission> _submissions = [];
    private readonly Dictionary<(string, int), SubmissionRow> _rows = [];
    private readonly HashSet<(string, int)> _errors = [];
    private readonly Dictionary<string, SubmissionCounts> _told = [];

    public int Count => _submissions.Count;

    public IReadOnlyCollection<string> Ids => _submissions.Keys;

    public bool IsQueued(string submissionId) => _submissions[submissionId].State != SubmissionState.Accepted;

    /// <summary>As it would stand there had it come another way.</summary>
    public void Replace(Submission submission) => _submissions[submission.SubmissionId] = submission;

    public Task<bool> CreateAsync(Submission submission, CancellationToken cancellation) =>
        Task.FromResult(_submissions.TryAdd(submission.SubmissionId, submission with { BytesHash = null }));

    public Task<Submission?> FindAsync(string submissionId, CancellationToken cancellation) =>
        Task.FromResult(_submissions.GetValueOrDefault(submissionId));

    public Task MarkQueuedAsync(string submissionId, CancellationToken cancellation)
    {
        if (_submissions.TryGetValue(submissionId, out var known) && known.IsUnfinishedIntake)
        {
            _submissions[submissionId] = known with { State = SubmissionState.Queued, CutOffAt = null, FinishedAt = null };
        }

        return Task.CompletedTask;
    }

    public Task ReopenAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation)
    {
        if (_submissions.TryGetValue(submissionId, out var known) && known.CutOffAt is not null)
        {
            _submissions[submissionId] = known with { State = SubmissionState.Accepted, CutOffAt = null, FinishedAt = null, ReopenedAt = at };
        }

        return Task.CompletedTask;
    }

    public Task MarkCutOffAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation)
    {
        if (_submissions.TryGetValue(submissionId, out var known) && known.State == SubmissionState.Accepted)
        {
            _submissions[submissionId] = known with { State = SubmissionState.Queued, CutOffAt = at };
        }

        return Task.CompletedTask;
    }

    public Task<SubmissionCounts> NoteCountsAsync(string submissionId, SubmissionCounts counts, CancellationToken cancellation) =>
        Task.FromResult(_told.TryAdd(submissionId, counts) ? counts : _told[submissionId]);

    public Task<bool> MarkFinishedAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation)
    {
        if (!_submissions.TryGetValue(submissionId, out var known) || known.State == SubmissionState.Finished)
        {
            return Task.FromResult(false);
        }

        _submissions[submissionId] = known with { State = SubmissionState.Finished, FinishedAt = at };
        return Task.FromResult(true);
    }

    public Task MarkCorrectedAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation)
    {
        _submissions[submissionId] = _submissions[submissionId] with { CorrectedAt = at };
        return Task.CompletedTask;
    }

    public Task<bool> RecordRowAsync(SubmissionRow row, DateTimeOffset at, CancellationToken cancellation)
    {
        var key = (row.SubmissionId, row.Row);
        if (_rows.GetValueOrDefault(key) is { JobId: { } jobId } && jobId != row.JobId)
        {
            return Task.FromResult(false);
        }

        if (row.JobId is null)
        {
            _errors.Add(key);
        }

        _rows[key] = row;
        return Task.FromResult(row.JobId is not null && _errors.Contains(key));
    }

    public async Task<IReadOnlyList<SubmissionRow>> RowsAsync(string submissionId, int first, int most, CancellationToken cancellation) =>
        [.. (await RowsAsync(submissionId, cancellation)).Where(row => row.Row >= first).Take(most)];

    public Task<IReadOnlyList<SubmissionRow>> RowsAsync(string submissionId, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<SubmissionRow>>([.. _rows.Values.Where(row => row.SubmissionId == submissionId).OrderBy(row => row.Row)]);
}
