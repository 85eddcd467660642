using LocalBatch.Execution;
using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Journal;

/// <summary>Where a job stands, as the journal keeps it: written anew in each turn that changed it.</summary>
internal sealed class JobStateCodec
{
    // Ten thousand attempts on one host name it once in memory.
    private readonly Dictionary<HostIdentity, HostIdentity> _hosts = [];

    public static void Write(BlobWriter writer, Job job)
    {
        writer.Byte((byte)job.Status);
        writer.Text(job.StatusReason);
        writer.Number(job.StartedAt);
        writer.Number(job.StoppedAt);
        writer.Flag(job.IsCancelled);
        writer.Flag(job.IsTerminated);
        writer.Text(job.StopReason);
        writer.List(job.Attempts, Attempt);
        writer.Map(job.Tags);
        Current(writer, job.Current);
        if (job.Array is { } array)
        {
            writer.Byte((byte)array.Rest);
            writer.Text(array.RestReason);
            writer.Number(array.RestStoppedAt);
            writer.Number(array.SummaryUpdatedAt);
        }

        writer.Number(job.ScheduledAt);
        if (job.Attempts.Any(attempt => attempt.Containers.Count > 0))
        {
            writer.List(job.Attempts, static (to, attempt) => to.List(attempt.Containers, Container));
        }
    }

    /// <summary>Brings <paramref name="job"/> to where it stood.</summary>
    /// <returns>The attempt it was in; its host is gone with the engine that wrote this.</returns>
    public InterruptedAttempt? Read(BlobReader reader, Job job)
    {
        job.Restore((JobStatus)reader.Byte());
        job.StatusReason = reader.Text();
        job.StartedAt = reader.Number();
        job.StoppedAt = reader.Number();
        job.IsCancelled = reader.Flag();
        job.IsTerminated = reader.Flag();
        job.StopReason = reader.Text();
        job.Attempts = reader.List(Attempt);
        job.Tags = reader.Map() ?? Empty.Map;
        var current = Current(reader);
        job.Array?.Restore((JobStatus)reader.Byte(), reader.Text(), reader.Number(), reader.Number());

        // Records of format 2 end here.
        job.ScheduledAt = reader.AtEnd ? 0 : reader.Number();

        // Those of jobs with one container end here.
        if (!reader.AtEnd)
        {
            var containers = reader.List(static from => from.List(Container));
            job.Attempts = [.. job.Attempts.Select((attempt, index) => attempt with { Containers = containers[index] })];
        }

        return current;
    }

    public static void Host(BlobWriter writer, HostIdentity host)
    {
        writer.Text(host.ComputeEnvironment);
        writer.Text(host.Cluster);
        writer.Text(host.InstanceId);
        writer.Text(host.ContainerInstanceId);
        writer.Text(host.InstanceType);
        writer.Flag(host.IsSpot);
    }

    public HostIdentity Host(BlobReader reader)
    {
        var host = new HostIdentity(
            reader.RequiredText(), reader.RequiredText(), reader.RequiredText(), reader.Text(), reader.RequiredText(), reader.Flag());
        if (_hosts.TryGetValue(host, out var known))
        {
            return known;
        }

        _hosts.Add(host, host);

        return host;
    }

    private static void Attempt(BlobWriter writer, AttemptRecord attempt)
    {
        writer.Id(attempt.TaskId);
        Host(writer, attempt.Host);
        writer.Number(attempt.StartedAt);
        writer.Number(attempt.StoppedAt);
        writer.Text(attempt.StatusReason);
        writer.Text(attempt.Reason);
        writer.Number((long?)attempt.ExitCode);
    }

    private AttemptRecord Attempt(BlobReader reader) => new(
        reader.Id(), Host(reader), reader.Number(), reader.Number(), reader.RequiredText(), reader.Text(), (int?)reader.OptionalNumber());

    private static void Container(BlobWriter writer, ContainerEnd end)
    {
        writer.Text(end.Name);
        writer.Number((long?)end.ExitCode);
        writer.Text(end.Reason);
        writer.Flag(end.HasStarted);
    }

    private static ContainerEnd Container(BlobReader reader) => new(reader.RequiredText(), (int?)reader.OptionalNumber(), reader.Text(), reader.Flag());

    private static void Current(BlobWriter writer, RunningAttempt? attempt)
    {
        writer.Number(attempt?.Number ?? 0);
        if (attempt is not null)
        {
            writer.Id(attempt.TaskId);
            Host(writer, attempt.Host.Identity);
            writer.Number(attempt.StartedAt);
            writer.Number(attempt.Stop is { } stop ? (long)stop : -1);
        }
    }

    private InterruptedAttempt? Current(BlobReader reader)
    {
        var number = reader.Int();

        return number == 0
            ? null
            : new(number, reader.Id(), Host(reader), reader.Number(), reader.Number() is >= 0 and var stop ? (AttemptStop)stop : null);
    }
}

/// <summary>An attempt that was under way when the engine died.</summary>
/// <param name="StartedAt">Unix milliseconds; 0 while it was STARTING.</param>
internal sealed record InterruptedAttempt(int Number, Guid TaskId, HostIdentity Host, long StartedAt, AttemptStop? Stop);
