using Amazon.Batch.Model;
using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.Doubles;

/// <summary>An AWS Batch that takes every job, unless told to answer otherwise.</summary>
internal sealed class InMemoryBatch : IBatchJobs
{
    private readonly Queue<Func<SubmitReply>> _answers = [];

    /// <summary>Jobs in the order in which they were taken.</summary>
    public List<(string JobId, string Request, string Token)> Submitted { get; } = [];

    public List<(string JobId, string Reason)> Cancelled { get; } = [];

    public List<(string JobId, string Reason)> Terminated { get; } = [];

    /// <summary>What DescribeJobs tells.</summary>
    public Dictionary<string, JobDetail> Details { get; } = [];

    /// <summary>The ids of each DescribeJobs call.</summary>
    public List<string[]> Described { get; } = [];

    /// <summary>DescribeJobs fails.</summary>
    public bool IsMute { get; set; }

    public int Lookups { get; private set; }

    public List<LookUp> Sought { get; } = [];

    public CutPoint Cut { get; set; } = CutPoint.Never;

    /// <summary>The next SubmitJob is not taken.</summary>
    public void AnswerNext(SubmitReply reply) => _answers.Enqueue(() => reply);

    /// <summary>The next SubmitJob is taken, and its answer lost.</summary>
    public void LoseNextAnswer() => _answers.Enqueue(() => new SubmitReply.Unheard("The answer was lost."));

    public Task<SubmitReply> SubmitAsync(string request, string token, CancellationToken cancellation) => Cut.AroundAsync(() =>
    {
        var reply = _answers.TryDequeue(out var answer) ? answer() : null;
        if (reply is SubmitReply.Throttled or SubmitReply.Refused)
        {
            return Task.FromResult(reply);
        }

        var jobId = $"00000000-0000-4000-8000-{Submitted.Count:D12}";
        Submitted.Add((jobId, request, token));

        return Task.FromResult(reply ?? new SubmitReply.Accepted(jobId));
    });

    /// <summary>What the next searches come to, instead of a look at what was submitted.</summary>
    public Queue<Finding> Findings { get; } = [];

    public Task<Finding> FindAsync(LookUp sought, int mostCalls, CancellationToken cancellation)
    {
        Lookups++;
        Sought.Add(sought);

        return Task.FromResult(Findings.TryDequeue(out var finding) ? finding
            : Submitted.Find(job => job.Token == sought.Token).JobId is { } jobId ? new Finding.Found(jobId) { Calls = 2 }
            : new Finding.Absent { Calls = 1 });
    }

    public Task<IReadOnlyList<JobDetail>> DescribeAsync(IReadOnlyList<string> jobIds, CancellationToken cancellation)
    {
        Described.Add([.. jobIds]);

        return IsMute
            ? Task.FromException<IReadOnlyList<JobDetail>>(new HttpRequestException("Too Many Requests"))
            : Task.FromResult<IReadOnlyList<JobDetail>>([.. jobIds.Where(Details.ContainsKey).Select(id => Details[id])]);
    }

    public Task<IReadOnlyList<string>> FailedChildrenAsync(string arrayJobId, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<string>>(
            [.. Details.Values.Where(job => job.JobId.StartsWith($"{arrayJobId}:", StringComparison.Ordinal) && job.Status?.Value == "FAILED").Select(job => job.JobId)]);

    public Task CancelAsync(string jobId, string reason, CancellationToken cancellation)
    {
        Cancelled.Add((jobId, reason));
        return Task.CompletedTask;
    }

    public Task TerminateAsync(string jobId, string reason, CancellationToken cancellation)
    {
        Terminated.Add((jobId, reason));
        return Task.CompletedTask;
    }

    public Task<IReadOnlyDictionary<string, string>> CancelAsync(IReadOnlyList<string> jobIds, string reason, CancellationToken cancellation)
    {
        Cancelled.AddRange(jobIds.Select(id => (id, reason)));
        return Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());
    }

    public Task<IReadOnlyDictionary<string, string>> TerminateAsync(IReadOnlyList<string> jobIds, string reason, CancellationToken cancellation)
    {
        Terminated.AddRange(jobIds.Select(id => (id, reason)));
        return Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());
    }
}
