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
    }

    /// <param name="environmentOf">Finds a compute environment by its name.</param>
    public static JobQueue Read(BlobReader reader, Func<string, ComputeEnvironment> environmentOf) =>
        new(reader.Number(), reader.RequiredText(), reader.RequiredText())
        {
            Priority = reader.Int(),
            IsEnabled = reader.Flag(),
            Status = (LifecycleStatus)reader.Byte(),
            StatusReason = reader.Text(),
            Tags = reader.Map() ?? Jobs.Empty.Map,
            Environments = reader.List(from => new EnvironmentOrder(from.Int(), environmentOf(from.RequiredText()))),
            TimeLimits = reader.List(from => new TimeLimitAction(from.RequiredText(), TimeSpan.FromSeconds(from.Number()))),
        };
}
