using AWSSDK.ServiceRuntime.Json;
using LocalBatch.Api.Internal;
using LocalBatch.Jobs;
using LocalBatch.Operations;
using LocalBatch.Resources;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Journal;

/// <summary>Quota shares as the journal keeps them.</summary>
internal static class QuotaShareCodec
{
    public static byte[] Write(QuotaShare share)
    {
        var writer = new BlobWriter();
        writer.Text(share.Name);
        writer.Number(share.Queue.Id);
        writer.Text(share.Queue.Arn);
        writer.Flag(share.IsEnabled);
        writer.Byte((byte)share.Status);
        writer.List([.. share.Limits], static (to, limit) =>
        {
            to.Text(limit.Key);
            to.Number(limit.Value);
        });
        writer.Byte((byte)share.Sharing.Strategy);
        writer.Number(share.Sharing.BorrowLimit);
        writer.Flag(share.HasInSharePreemption);
        writer.Map(share.Tags);

        return writer.Written.ToArray();
    }

    /// <param name="queueOf">Finds the queue by its number and ARN.</param>
    public static QuotaShare Read(BlobReader reader, string arn, Func<long, string, JobQueue> queueOf)
    {
        var (name, queue) = (reader.RequiredText(), queueOf(reader.Number(), reader.RequiredText()));
        var (isEnabled, status) = (reader.Flag(), (LifecycleStatus)reader.Byte());
        var limits = reader.List(static from => (Unit: from.RequiredText(), Most: from.Int()));

        return new(name, arn, queue)
        {
            IsEnabled = isEnabled,
            Status = status,
            Limits = new OrderedDictionary<string, int>(limits.Select(limit => KeyValuePair.Create(limit.Unit, limit.Most))),
            Sharing = new((SharingStrategy)reader.Byte(), reader.Int()),
            HasInSharePreemption = reader.Flag(),
            Tags = reader.Map() ?? Empty.Map,
        };
    }
}

/// <summary>Service jobs as the journal keeps them: the request as it came, and where the job stands.</summary>
internal static class ServiceJobCodec
{
    public static byte[] Write(ServiceJob job)
    {
        var writer = new BlobWriter();
        writer.Number(job.Sequence);
        writer.Number(job.Queue.Id);
        writer.Text(job.Queue.Arn);
        writer.Number(job.CreatedAt);
        writer.Text(System.Text.Encoding.UTF8.GetString(Copies.Json(job.Submitted, SubmitServiceJobRequestJson.Write).Span));
        writer.Number(job.Priority);
        writer.Byte((byte)job.Status);
        writer.Text(job.StatusReason);
        writer.Number(job.ScheduledAt);
        writer.Number(job.StartedAt);
        writer.Number(job.StoppedAt);
        writer.Flag(job.IsTerminated);
        writer.Text(job.StopReason);
        writer.List(job.Attempts, Attempt);
        writer.List(job.Preempted, Attempt);
        writer.Number(job.PreemptedCount);
        writer.Number(job.CapacityFailures);
        writer.Text(job.ResourceArn);
        writer.Number(job.Stop is { } stop ? (long)stop : -1);
        writer.Number(job.PhaseEndsAt);
        writer.Map(job.Tags);

        return writer.Written.ToArray();
    }

    /// <param name="queueOf">Finds the queue by its number and ARN; the queue may be gone.</param>
    public static ServiceJob Read(BlobReader reader, Guid id, Func<long, string, JobQueue> queueOf)
    {
        var sequence = reader.Number();
        var queue = queueOf(reader.Number(), reader.RequiredText());
        var createdAt = reader.Number();
        var submitted = ShapeReader.ReadAll(System.Text.Encoding.UTF8.GetBytes(reader.RequiredText()), SubmitServiceJobRequestJson.Read);

        return new(sequence, id, submitted ?? new(), queue, createdAt)
        {
            Share = queue.Services?.QuotaShares.GetValueOrDefault(submitted?.QuotaShareName ?? ""),
            Retry = ServiceJobRequests.Retry(submitted?.RetryStrategy),
            Timeout = ServiceJobRequests.Timeout(submitted?.TimeoutConfig),
            Priority = reader.Int(),
            Status = (ServiceJobStatus)reader.Byte(),
            StatusReason = reader.Text(),
            ScheduledAt = reader.Number(),
            StartedAt = reader.Number(),
            StoppedAt = reader.Number(),
            IsTerminated = reader.Flag(),
            StopReason = reader.Text(),
            Attempts = reader.List(Attempt),
            Preempted = reader.List(Attempt),
            PreemptedCount = reader.Int(),
            CapacityFailures = reader.Int(),
            ResourceArn = reader.Text(),
            Stop = reader.Number() is >= 0 and var stop ? (ServiceStop)stop : null,
            PhaseEndsAt = reader.Number(),
            Tags = reader.Map() ?? Empty.Map,
        };
    }

    private static void Attempt(BlobWriter writer, ServiceAttempt attempt)
    {
        writer.Text(attempt.ResourceArn);
        writer.Number(attempt.StartedAt);
        writer.Number(attempt.StoppedAt);
        writer.Text(attempt.StatusReason);
    }

    private static ServiceAttempt Attempt(BlobReader reader) => new(reader.RequiredText(), reader.Number(), reader.Number(), reader.RequiredText());
}
