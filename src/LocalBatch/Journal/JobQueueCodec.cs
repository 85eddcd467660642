using LocalBatch.Jobs;
using LocalBatch.Resources;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Journal;

/// <summary>A job queue as the journal keeps it, without its jobs.</summary>
internal static class JobQueueCodec
{
    public static void Write(BlobWriter writer, JobQueue queue)
    {
        writer.Number(queue.Id);
        writer.Text(queue.Name);
        writer.Text(queue.Arn);
        writer.Number(queue.Priority);
        writer.Flag(queue.IsEnabled);
        writer.Byte((byte)queue.Status);
        writer.Text(queue.StatusReason);
        writer.Map(queue.Tags);
        writer.List(queue.Environments, static (to, entry) =>
        {
            to.Number(entry.Order);
            to.Text(entry.Environment.Name);
        });
        writer.List(queue.TimeLimits, static (to, limit) =>
        {
            to.Text(limit.Reason);
            to.Number((long)limit.MaxTime.TotalSeconds);
        });
        writer.Text(queue.Policy?.Arn);
        writer.Text(queue.Services?.Environment.Name);
        writer.Number(queue.Services?.Order ?? 0);
    }

    /// <param name="environmentOf">Finds a compute environment by its name.</param>
    /// <param name="policyOf">Finds a scheduling policy by its ARN.</param>
    /// <param name="serviceEnvironmentOf">Finds a service environment by its name.</param>
    public static JobQueue Read(
        BlobReader reader,
        Func<string, ComputeEnvironment> environmentOf,
        Func<string, SchedulingPolicy> policyOf,
        Func<string, ServiceEnvironment> serviceEnvironmentOf)
    {
        var (id, name, arn) = (reader.Number(), reader.RequiredText(), reader.RequiredText());
        var (priority, isEnabled, status) = (reader.Int(), reader.Flag(), (LifecycleStatus)reader.Byte());
        var (statusReason, tags) = (reader.Text(), reader.Map());
        var environments = reader.List(from => new EnvironmentOrder(from.Int(), environmentOf(from.RequiredText())));
        var limits = reader.List(from => new TimeLimitAction(from.RequiredText(), TimeSpan.FromSeconds(from.Number())));

        // Records of format 2 end here.
        var policy = !reader.AtEnd && reader.Text() is { } policyArn ? policyOf(policyArn) : null;
        var serviceEnvironment = !reader.AtEnd && reader.Text() is { } environmentName ? serviceEnvironmentOf(environmentName) : null;
        var queue = new JobQueue(id, name, arn, policy)
        {
            Priority = priority,
            IsEnabled = isEnabled,
            Status = status,
            StatusReason = statusReason,
            Tags = tags ?? Resources.Empty.Map,
            Environments = environments,
            TimeLimits = limits,
        };
        queue.Services = serviceEnvironment is null ? null : new(queue, serviceEnvironment, reader.Int());

        return queue;
    }
}
