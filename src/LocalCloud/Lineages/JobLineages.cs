using System.Collections.Concurrent;
using System.Text.Json;
using LocalBatch.Wire;
using LocalCloud.State;

namespace LocalCloud.Lineages;

/// <summary>
/// What led to each job that a rule submitted, at one remove or more, until it has ended: its events and calls go on with that.
/// It stops the rules whose jobs set them off again and again.
/// </summary>
// Differs: AWS submits such jobs without end.
internal sealed class JobLineages
{
    /// <summary>Jobs of a rule that came of one event, counted from the third round on: where each job sets off several, sixteen rounds would never end.</summary>
    public const int MostJobs = 32;

    // Chains that are counted at once; with more, all begin to be counted anew.
    private const int MostChains = 10_000;

    private const string Table = "CREATE TABLE IF NOT EXISTS job_lineages (job_id TEXT PRIMARY KEY, lineage TEXT NOT NULL) WITHOUT ROWID;";

    private readonly StateDatabase _database;

    // Deliveries, calls of jobs and events come on threads of their own.
    private readonly ConcurrentDictionary<string, Lineage> _jobs;
    private readonly ConcurrentDictionary<Task, bool> _submissions = new();
    private readonly Dictionary<(string Rule, string Chain), int> _counts = [];
    private readonly HashSet<string> _stopped = new(StringComparer.Ordinal);
    private readonly Lock _counting = new();

    public JobLineages(StateDatabase database)
    {
        _database = database;
        database.Define(Table);
        _jobs = new(database.Read("SELECT job_id, lineage FROM job_lineages", row => KeyValuePair.Create(row.GetString(0), Lineage.Parse(row.GetString(1)))), StringComparer.Ordinal);
    }

    /// <summary>False where nothing is known of any job, and nothing is being submitted.</summary>
    public bool IsInUse => !_jobs.IsEmpty || !_submissions.IsEmpty;

    /// <summary>What led to a job; nothing for one that no rule had to do with.</summary>
    /// <param name="jobId">Its id; a child's is its parent's.</param>
    public Lineage Of(string jobId) => _jobs.GetValueOrDefault(jobId.Split(':', '#')[0], Lineage.None);

    /// <summary>Decides whether a rule may submit one more job for what it was told of.</summary>
    /// <param name="rule">Last part of its ARN.</param>
    /// <param name="lineage">What led to the event.</param>
    /// <param name="isFirst">True for the first stop of the chain.</param>
    /// <returns><c>null</c> if so; else why not.</returns>
    public string? WhyStopped(string rule, Lineage lineage, out bool isFirst)
    {
        var rounds = lineage.CountOf(rule);
        isFirst = false;
        if (rounds == 0 && lineage.Chain is null)
        {
            return null;
        }

        var chain = lineage.ChainOf(rule) ?? lineage.Chain ?? rule;
        lock (_counting)
        {
            // A chain that was stopped stays so, also where a branch of it has gone less far, and for every rule: of rules that set
            // each other off, each would otherwise begin anew in every branch of the others.
            if (!_stopped.Contains(chain))
            {
                if (rounds < 2)
                {
                    return null;
                }

                if (_counts.Count + _stopped.Count >= MostChains)
                {
                    _counts.Clear();
                    _stopped.Clear();
                }

                var jobs = _counts.GetValueOrDefault((rule, chain));
                if (rounds < Lineage.MostInvocations && jobs < MostJobs)
                {
                    _counts[(rule, chain)] = jobs + 1;

                    return null;
                }

                isFirst = _stopped.Add(chain);
            }
        }

        return rounds == 0
            ? $"{rule} submits no job for this event: it came of a chain of jobs in which another rule was in a loop, and that was stopped"
            : $"{rule} is in a loop: the jobs that it submits cause the events that it matches, {rounds} rounds by now, and it submits no more jobs for this chain (AWS would go on without end). "
            + "Narrow its pattern, such as to the job queue, job definition, status or key prefix that is meant, so that its own jobs do not match";
    }

    /// <summary>Submits a job, or makes another call to AWS Batch, and remembers what led to it before its first event is told.</summary>
    public async Task<BatchHttpResponse> SubmitAsync(Lineage lineage, Func<Task<BatchHttpResponse>> submit)
    {
        TaskCompletionSource known = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _submissions[known.Task] = true;
        try
        {
            var answer = await submit();
            if (answer.StatusCode == 200 && JobIdOf(answer.Body) is { } jobId)
            {
                _jobs[jobId] = lineage;
                await KeepAsync(writer => writer.Execute("INSERT OR REPLACE INTO job_lineages (job_id, lineage) VALUES ($0, $1)", jobId, lineage.ToString()));
            }

            return answer;
        }
        finally
        {
            _submissions.TryRemove(known.Task, out _);
            known.SetResult();
        }
    }

    /// <summary>What led to a job of whom an event tells. Of a job not known here it asks once those have been answered that are being submitted.</summary>
    public async Task<Lineage> OfAsync(string jobId)
    {
        if (Of(jobId) is { IsEmpty: false } known)
        {
            return known;
        }

        await Task.WhenAll(_submissions.Keys);

        return Of(jobId);
    }

    /// <summary>The last event of the job was told.</summary>
    public async Task EndedAsync(string jobId)
    {
        if (_jobs.TryRemove(jobId, out _))
        {
            await KeepAsync(writer => writer.Execute("DELETE FROM job_lineages WHERE job_id = $0", jobId));
        }
    }

    private static string? JobIdOf(ReadOnlyMemory<byte> answer)
    {
        using var document = JsonDocument.Parse(answer);

        return document.RootElement.TryGetProperty("jobId", out var id) ? id.GetString() : null;
    }

    private async Task KeepAsync(Action<StateWriter> write)
    {
        try
        {
            await _database.WriteAsync(write);
        }
        catch (StateWriteException)
        {
            // A full disk must not submit the job twice; a loop is then counted anew after a restart.
        }
    }
}
