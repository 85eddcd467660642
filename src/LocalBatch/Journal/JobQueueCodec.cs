using LocalBatch.Scheduling;

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
    }

    /// <param name="environmentOf">Finds a compute environment by its name.</param>
    /// <param name="policyOf">Finds a scheduling policy by its ARN.</param>
    public static JobQueue Read(BlobReader reader, Func<string, ComputeEnvironment> environmentOf, Func<string, SchedulingPolicy> policyOf)
    {
        var (id, name, arn) = (reader.Number(), reader.RequiredText(), reader.RequiredText());
        var (priority, isEnabled, status) = (reader.Int(), reader.Flag(), (LifecycleStatus)reader.Byte());
        var (statusReason, tags) = (reader.Text(), reader.Map());
        var environments = reader.List(from => new EnvironmentOrder(from.Int(), environmentOf(from.RequiredText())));
        var limits = reader.List(from => new TimeLimitAction(from.RequiredText(), TimeSpan.FromSeconds(from.Number())));

        // Records of format 2 end here.
        var policy = !reader.AtEnd && reader.Text() is { } policyArn ? policyOf(policyArn) : null;

        return new(id, name, arn, policy)
        {
            Priority = priority,
            IsEnabled = isEnabled,
            Status = status,
            StatusReason = statusReason,
            Tags = tags ?? Jobs.Empty.Map,
            Environments = environments,
            TimeLimits = limits,
        };
    }
}
