using LocalBatch.Api.Internal;
using LocalBatch.Books;
using LocalBatch.Operations;

namespace LocalBatch.Journal;

/// <summary>Turns what a turn changed into rows.</summary>
internal sealed class JournalEncoder
{
    private readonly BlobWriter _blob = new();

    public JournalWrites Encode(EngineState state)
    {
        var writes = new JournalWrites { Sequence = state.Sequence, DeliveredUpTo = state.HasUntrimmedEvents ? state.DeliveredUpTo : 0 };
        Catalog(state, writes);
        Others(state, writes);
        var changes = state.Jobs.Changes;
        foreach (var job in changes.Submitted)
        {
            writes.Jobs.Add((job.Spec.Sequence, Body(job.Spec, JobSpecCodec.Write)));
        }

        foreach (var job in changes.Jobs)
        {
            writes.JobStates.Add((job.Spec.Sequence, job.Index, Body(job, JobStateCodec.Write)));
        }

        writes.Forgotten.AddRange(changes.Forgotten);
        if (changes.Happenings.Count + state.Services.Events.Count > 0)
        {
            writes.Outbox = (++state.OutboxId, Body((changes.Happenings, state.Services.Events), static (to, told) =>
            {
                to.List(told.Happenings, HappeningCodec.Write);
                to.List(told.Events, HappeningCodec.Written);
            }));
        }

        return writes;
    }

    private void Catalog(EngineState state, JournalWrites writes)
    {
        foreach (var entry in state.Catalog.ComputeEnvironments)
        {
            var name = entry.Environment.Name;
            var isGone = state.ComputeEnvironments.GetValueOrDefault(name) != entry;
            writes.ComputeEnvironments.Add((name, isGone
                ? null
                : Copies.Json(ComputeEnvironmentRules.Describe(entry), ComputeEnvironmentDetailJson.Write).ToArray()));
        }

        foreach (var queue in state.Catalog.JobQueues)
        {
            var isGone = state.JobQueues.GetValueOrDefault(queue.Name) != queue;
            writes.JobQueues.Add((queue.Id, isGone ? null : Body(queue, JobQueueCodec.Write)));
        }

        foreach (var entry in state.Catalog.JobDefinitions)
        {
            writes.JobDefinitions.Add((
                entry.Definition.Name,
                entry.Definition.Revision,
                Copies.Json(entry.Detail, JobDefinitionJson.Write).ToArray()));
        }
    }

    private static void Others(EngineState state, JournalWrites writes)
    {
        foreach (var (kind, name) in state.Catalog.Others)
        {
            writes.Catalog.Add((kind, name, CatalogCodec.Write(state, kind, name)));
        }
    }

    private byte[] Body<T>(T value, Action<BlobWriter, T> write)
    {
        _blob.Reset();
        write(_blob, value);

        return _blob.Written.ToArray();
    }
}
