using System.Globalization;
using System.Text.Json;
using Amazon.Batch.Model;
using Amazon.Runtime;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Tracking;

/// <summary>An event of AWS Batch about a job.</summary>
/// <param name="IsBlocked">The job blocks its queue; otherwise its status has changed.</param>
/// <param name="Job">The job as the event tells it.</param>
/// <param name="Change">The same, read.</param>
internal sealed record BatchEvent(bool IsBlocked, JobDetail Job, JobChange Change)
{
    /// <summary>The job has failed, and the event does not say all that decides what is done about it.</summary>
    public bool NeedsFacts => !IsBlocked && Change.Status == JobStatus.Failed && EventGaps.Are(Job);

    /// <exception cref="FormatException">Not an event of a job; it is parked among the dead letters.</exception>
    public static BatchEvent Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var type = RequestRules.Text(root, "detail-type");
            if (type is not ("Batch Job State Change" or "Batch Job Queue Blocked") || !root.TryGetProperty("detail", out var detail))
            {
                throw new FormatException($"'{type}' is not an event about a job.");
            }

            var at = DateTimeOffset.Parse(RequestRules.Text(root, "time") ?? "", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            var job = detail.Deserialize<JobDetail>(BatchJson.Instance.JobDetail) ?? throw new FormatException("The event has no detail.");

            return new BatchEvent(type == "Batch Job Queue Blocked", job, JobChangeReader.Read(job, at));
        }
        catch (JsonException exception)
        {
            throw new FormatException("The event is not JSON of the shape that AWS Batch sends.", exception);
        }
    }

    /// <summary>The event with its gaps filled from what DescribeJobs says of the job.</summary>
    public BatchEvent With(JobDetail described)
    {
        EventGaps.Fill(Job, described);

        return this with { Change = JobChangeReader.Read(Job, Change.At) };
    }
}

/// <summary>
/// What an event may leave out and DescribeJobs tells. AWS: the samples of job events show neither <c>isCancelled</c> nor
/// <c>isTerminated</c>, and tags in some only (user guide, job state change events), so nothing rests on their being there.
/// </summary>
internal static class EventGaps
{
    public static bool Are(JobDetail told) =>
        told.IsCancelled is null || told.IsTerminated is null || told.Tags?.ContainsKey(Token.Tag) != true || MainNode.Missing(told) is not null;

    /// <summary>Puts into <paramref name="told"/> what it lacks; what it says itself stays, since it is the news.</summary>
    public static void Fill(JobDetail told, JobDetail described)
    {
        told.IsCancelled ??= described.IsCancelled;
        told.IsTerminated ??= described.IsTerminated;
        told.StatusReason ??= described.StatusReason;
        told.Container ??= described.Container;
        told.ArrayProperties ??= described.ArrayProperties;
        told.NodeProperties ??= described.NodeProperties;
        told.EcsProperties ??= described.EcsProperties;
        told.EksProperties ??= described.EksProperties;
        if (told.Tags?.ContainsKey(Token.Tag) != true)
        {
            told.Tags = described.Tags;
        }

        if (told.Attempts is not { Count: > 0 })
        {
            told.Attempts = described.Attempts;
        }

        if (told.EksAttempts is not { Count: > 0 })
        {
            told.EksAttempts = described.EksAttempts;
        }

        if (told.PlatformCapabilities is not { Count: > 0 })
        {
            told.PlatformCapabilities = described.PlatformCapabilities;
        }
    }
}

/// <summary>
/// What DescribeJobs says of several jobs: one question for all of them, and only if somebody asks it, since DescribeJobs
/// is throttled early.
/// </summary>
internal sealed class JobFacts(IBatchJobs batch, IReadOnlyList<string> jobIds)
{
    /// <summary>One throttled call fails the one who made it, and not all who wait for it; after a second one the service needs rest.</summary>
    private const int MostCalls = 2;

    private Task<IReadOnlyDictionary<string, JobDetail>?>? _asking;

    private int _calls;

    /// <returns><c>null</c> for a job that AWS Batch does not know.</returns>
    public async Task<JobDetail?> OfAsync(string jobId, CancellationToken cancellation)
    {
        if (_asking is null || (!_asking.IsCompletedSuccessfully && _calls < MostCalls))
        {
            _calls++;
            _asking = AskAsync(cancellation);
        }

        return await _asking is { } details
            ? details.GetValueOrDefault(jobId)
            : await batch.DescribeAsync([jobId], cancellation) is [var only, ..] ? only : null;
    }

    /// <returns><c>null</c> where AWS Batch refuses the question, because of one of the jobs: then each is asked about alone.</returns>
    private async Task<IReadOnlyDictionary<string, JobDetail>?> AskAsync(CancellationToken cancellation)
    {
        try
        {
            return (await batch.DescribeAsync(jobIds, cancellation)).ToDictionary(job => job.JobId);
        }
        catch (AmazonServiceException exception) when (exception.IsRefusal)
        {
            return null;
        }
    }
}
