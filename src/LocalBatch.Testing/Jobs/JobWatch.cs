using System.Text;

namespace LocalBatch.Testing.Jobs;

/// <summary>The last status of every job, and who waits for one. Told by the engine, asked from any thread.</summary>
internal sealed class JobWatch
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JobState> _jobs = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly List<Waiter> _waiters = [];

    /// <summary>Every job that has been told of, in the order of submission.</summary>
    public IReadOnlyList<JobState> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _order.Select(id => _jobs[id])];
            }
        }
    }

    public JobState? Find(string jobId)
    {
        lock (_gate)
        {
            return _jobs.GetValueOrDefault(jobId);
        }
    }

    public void Told(JobChange change)
    {
        lock (_gate)
        {
            if (!_jobs.ContainsKey(change.JobId))
            {
                _order.Add(change.JobId);
            }

            var job = _jobs[change.JobId] = new(change.JobId, change.JobName, change.Status, change.StatusReason, change.ExitCode);
            for (var index = _waiters.Count - 1; index >= 0; index--)
            {
                if (_waiters[index].JobId == job.JobId && _waiters[index].Look(job))
                {
                    _waiters.RemoveAt(index);
                }
            }
        }
    }

    /// <summary>Waits until a job has been in one of the statuses, from now on.</summary>
    /// <exception cref="JobWaitException">It is over in another status, or the patience is.</exception>
    public async Task<JobState> WaitAsync(string jobId, string[] statuses, TimeSpan patience, CancellationToken cancellation)
    {
        Waiter waiter = new(jobId, statuses);
        lock (_gate)
        {
            if (_jobs.GetValueOrDefault(jobId) is not { } job || !waiter.Look(job))
            {
                _waiters.Add(waiter);
            }
        }

        using CancellationTokenSource giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        giveUp.CancelAfter(patience);
        try
        {
            if (await waiter.Found.WaitAsync(giveUp.Token) is var found && statuses.Contains(found.Status, StringComparer.Ordinal))
            {
                return found;
            }

            throw new JobWaitException(Describe($"Job {jobId} is {found.Status} and will never be {string.Join(" or ", statuses)}."));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new JobWaitException(Describe($"Job {jobId} was not {string.Join(" or ", statuses)} within {patience.TotalSeconds} seconds."));
        }
        finally
        {
            lock (_gate)
            {
                _waiters.Remove(waiter);
            }
        }
    }

    /// <summary>A sentence, and every job under it.</summary>
    public string Describe(string sentence)
    {
        StringBuilder text = new(sentence);
        var all = All;
        text.Append(all.Count == 0 ? " No job has been submitted." : " All jobs:");
        foreach (var job in all)
        {
            text.Append('\n').Append("  ").Append(job);
        }

        return text.ToString();
    }

    private sealed class Waiter(string jobId, string[] statuses)
    {
        private readonly TaskCompletionSource<JobState> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string JobId => jobId;

        public Task<JobState> Found => _found.Task;

        public bool Look(JobState job) =>
            (statuses.Contains(job.Status, StringComparer.Ordinal) || job.IsOver) && _found.TrySetResult(job);
    }
}
