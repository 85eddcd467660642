using System.Text.Json;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Runtime;
using BatchFunctions.Jobs;
using LocalBatch.Cli.Jobs;
using LocalCloud.Console;
using JobStatus = BatchFunctions.Jobs.JobStatus;
using JsonText = BatchFunctions.Wire.JsonText;
using SubmittedJob = LocalCloud.Console.SubmittedJob;

namespace LocalBatch.Cli.Manifests;

/// <summary>What is known of a manifest's jobs where nobody keeps records of them: what AWS Batch says now, and what it said before.</summary>
internal sealed class DirectRecords(IAmazonBatch batch, IBatchJobs jobs, TimeProvider time) : IJobRecords
{
    /// <summary>Stands for the one submission that there is.</summary>
    public const string SubmissionId = "manifest";

    private readonly Dictionary<string, SubmittedJob> _submitted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<JobTransition>> _histories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JobStatus> _statuses = new(StringComparer.Ordinal);

    public string HowToAsk => "ask with 'localbatch why ID'";

    public Uri? RecordUrl(string jobId) => null;

    public void Add(IEnumerable<SubmittedJob> submitted)
    {
        foreach (var job in submitted)
        {
            if (job.JobId is { } id)
            {
                _submitted[id] = job;
            }
        }
    }

    public async Task<JsonDocument?> FindRecordAsync(string jobId, CancellationToken cancellation)
    {
        if (await HeardAsync(() => jobs.DescribeAsync([jobId], cancellation)) is not [var detail, ..])
        {
            return null;
        }

        var change = JobChangeReader.Read(detail, time.GetUtcNow());
        var failed = change is { ArraySize: not null, Status: JobStatus.Failed, FailedChildren: > 0 } ? await FailedChildrenAsync(jobId, cancellation) : [];

        return Parse(writer => JobJson.Write(writer, jobId, Record(change), null, new(failed, Math.Min(failed.Count, JobJson.MostChildren)), detail));
    }

    public async Task<JsonDocument?> FindWaitingAsync(string jobId, CancellationToken cancellation)
    {
        if (await HeardAsync(() => jobs.DescribeAsync([jobId], cancellation)) is not [var detail, ..])
        {
            return null;
        }

        return await HeardAsync(() => RunningBatch.WaitingAsync(batch, jobs, jobId, detail, cancellation)) is { } waiting
            ? Parse(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("sentence", waiting.Sentence);
                writer.WriteEndObject();
            })
            : null;
    }

    public async Task<JsonDocument?> FindSubmissionAsync(string submissionId, CancellationToken cancellation)
    {
        var open = _submitted.Keys.Where(id => !_statuses.TryGetValue(id, out var status) || !status.IsTerminal).ToList();
        foreach (var job in await HeardAsync(() => jobs.DescribeAsync(open, cancellation)))
        {
            _statuses[job.JobId] = JobStatusNames.Parse(job.Status?.Value) ?? JobStatus.Submitted;
        }

        return Parse(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("statuses");
            foreach (var status in JobStatusNames.All)
            {
                writer.WriteNumber(status.Name, _submitted.Keys.Count(id => _statuses.GetValueOrDefault(id) == status));
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    public Task<SubmittedJob?> FirstJobAsync(string submissionId, string status, CancellationToken cancellation) =>
        Task.FromResult(With(status).FirstOrDefault());

    public Task<IReadOnlyList<SubmittedJob>> FailedJobsAsync(string submissionId, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<SubmittedJob>>([.. With("FAILED")]);

    private IEnumerable<SubmittedJob> With(string status) =>
        _submitted.Where(job => _statuses.TryGetValue(job.Key, out var known) && known.Name == status).Select(job => job.Value);

    private async Task<IReadOnlyList<FailedChild>> FailedChildrenAsync(string arrayId, CancellationToken cancellation)
    {
        var ids = await HeardAsync(() => jobs.FailedChildrenAsync(arrayId, cancellation));
        var told = (await HeardAsync(() => jobs.DescribeAsync([.. ids.Take(JobJson.MostChildren)], cancellation))).ToDictionary(child => child.JobId, child => child);

        return [.. ids.Select(id => Child(arrayId, id, told.GetValueOrDefault(id)))];
    }

    private FailedChild Child(string arrayId, string id, JobDetail? detail)
    {
        var index = ArrayChild.Parse(id) is var (_, number) ? number : 0;
        var change = detail is null ? null : JobChangeReader.Read(detail, time.GetUtcNow());

        return new(arrayId, index, change?.StatusReason, change?.Cause, change?.At ?? time.GetUtcNow(), change?.Attempts ?? []);
    }

    /// <summary>The job with all that was seen of it; nothing follows from its failure, since there are no rules.</summary>
    private JobRecord Record(JobChange change)
    {
        if (!_histories.TryGetValue(change.JobId, out var history))
        {
            _histories[change.JobId] = history = [];
        }

        if (!history.Exists(line => line.Attempt == change.Transition.Attempt && line.Status == change.Status))
        {
            history.Add(change.Transition);
        }

        return new()
        {
            JobId = change.JobId,
            JobName = change.JobName,
            JobQueue = change.JobQueue,
            JobDefinition = change.JobDefinition,
            Status = change.Status,
            StatusReason = change.StatusReason,
            CreatedAt = change.CreatedAt,
            StartedAt = change.StartedAt,
            StoppedAt = change.StoppedAt,
            Attempts = change.Attempts,
            History = history,
            ArraySize = change.ArraySize,
            Cause = change.Cause,
            Rank = change.Rank,
            ChangedAt = change.At,
            IsHandled = true,
        };
    }

    /// <summary>What the SDK says where nobody answers is said as everybody else says it.</summary>
    private static async Task<T> HeardAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AmazonClientException unheard) when (Gone(unheard) is not null)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, unheard.Message, unheard);
        }
    }

    private static HttpRequestException? Gone(Exception? exception) => exception switch
    {
        null => null,
        HttpRequestException gone => gone,
        _ => Gone(exception.InnerException),
    };

    private static JsonDocument Parse(Action<Utf8JsonWriter> write) => JsonDocument.Parse(JsonText.Bytes(write).ToArray());
}
