using System.Text;
using LocalBatch.Events;
using LocalBatch.Jobs;

namespace LocalBatch.Journal;

/// <summary>
/// Events that wait for the bus. Only what can change is kept; the rest is taken from the job when the event is told,
/// so that an event costs the journal a tenth of its JSON.
/// </summary>
internal static class HappeningCodec
{
    public static void Write(BlobWriter writer, JobHappening happening)
    {
        var snapshot = happening.Snapshot;
        writer.Id(happening.EventId);
        writer.Number(happening.At);
        writer.Flag(happening.IsQueueBlocked);
        writer.Number(snapshot.Spec.Sequence);
        writer.Number(snapshot.Index);
        writer.Byte((byte)snapshot.Status);
        writer.Text(snapshot.StatusReason);
        writer.Number(snapshot.StartedAt);
        writer.Number(snapshot.StoppedAt);
        writer.Flag(snapshot.IsCancelled);
        writer.Flag(snapshot.IsTerminated);
        writer.Number(snapshot.Attempts.Count);
        writer.Number(snapshot.CountsUpdatedAt);
        writer.List(snapshot.Counts ?? [], static (to, count) => to.Number(count));
        writer.List(happening.Range, static (to, index) => to.Number(index));
        writer.Flag(snapshot.Live is not null);
        if (snapshot.Live is { } live)
        {
            writer.Id(live.TaskId);
            JobStateCodec.Host(writer, live.Host);
        }
    }

    public static void Written(BlobWriter writer, JobEventEnvelope envelope)
    {
        writer.Text(envelope.Id);
        writer.Text(Encoding.UTF8.GetString(envelope.Json.Span));
    }

    public static JobEventEnvelope Written(BlobReader reader) => new(reader.RequiredText(), Encoding.UTF8.GetBytes(reader.RequiredText()));

    /// <param name="jobOf">Finds the job, or array parent, by its sequence; no job is forgotten while the bus has not heard of it.</param>
    public static JobHappening Read(BlobReader reader, JobStateCodec states, Func<long, Job> jobOf)
    {
        var (id, at, isBlocked, sequence, index) = (reader.Id(), reader.Number(), reader.Flag(), reader.Number(), reader.Int());
        var parent = jobOf(sequence);
        var job = index < 0 ? parent : parent.Array?.Child(index) ?? parent.Nodes?.Node(index) ?? parent;
        var snapshot = new JobSnapshot
        {
            Spec = parent.Spec,
            Index = index,
            CreatedAt = parent.CreatedAt,
            Status = (JobStatus)reader.Byte(),
            StatusReason = reader.Text(),
            StartedAt = reader.Number(),
            StoppedAt = reader.Number(),
            IsCancelled = reader.Flag(),
            IsTerminated = reader.Flag(),
            Attempts = [.. job.Attempts.Take(reader.Int())],
            CountsUpdatedAt = reader.Number(),
            Counts = reader.List(static from => from.Int()) is { Count: > 0 } counts ? counts : null,
            Tags = job.Tags,
        };
        var range = reader.List(static from => from.Int());
        var live = reader.Flag() ? new LiveAttempt(reader.Id(), states.Host(reader)) : null;

        return new(id, at, isBlocked, snapshot with { Live = live }, job, range);
    }
}
