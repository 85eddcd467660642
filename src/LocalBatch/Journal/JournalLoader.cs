using AWSSDK.ServiceRuntime.Json;
using LocalBatch.Api.Internal;
using LocalBatch.Books;
using LocalBatch.Events;
using LocalBatch.Jobs;
using LocalBatch.Operations;
using LocalBatch.Resources;
using LocalBatch.ServiceJobs;
using Microsoft.Data.Sqlite;

namespace LocalBatch.Journal;

/// <summary>Builds the state that a journal holds.</summary>
internal sealed class JournalLoader(SqliteJournal journal, EngineState state)
{
    private readonly JobStateCodec _states = new();
    private readonly Dictionary<long, JobQueue> _queues = [];
    private readonly Dictionary<string, JobDefinition> _definitions = [];
    private readonly Dictionary<long, Job> _jobs = [];
    private readonly List<(Job Job, InterruptedAttempt Attempt)> _interrupted = [];

    /// <summary>Fills the state.</summary>
    /// <returns>What has to be done about it: attempts that were cut off, and events the bus has not taken.</returns>
    /// <exception cref="FormatException">A record cannot be read.</exception>
    public JournalContents Load()
    {
        foreach (var row in journal.Rows("value", "meta", "key"))
        {
            state.Sequence = row.GetInt64(0);
        }

        Catalog();
        Jobs();
        Link();

        return new(_interrupted, Outbox());
    }

    private void Catalog()
    {
        foreach (var row in journal.Rows("body", "compute_environment", "name"))
        {
            var detail = ShapeReader.ReadAll(Body(row, 0), ComputeEnvironmentDetailJson.Read);
            state.ComputeEnvironments.Add(detail.ComputeEnvironmentName, ComputeEnvironmentRules.Entry(detail, state.Arns));
        }

        Others("kind < 4");

        foreach (var row in journal.Rows("body", "job_queue", "id"))
        {
            var queue = JobQueueCodec.Read(new(Body(row, 0)), EnvironmentOf, PolicyOf, ServiceEnvironmentOf);
            _queues.Add(queue.Id, queue);
            state.JobQueues.Add(queue.Name, queue);
        }

        Others("kind >= 4");
        foreach (var row in journal.Rows("body", "job_definition", "name, revision"))
        {
            var entry = JobDefinitionRules.Entry(ShapeReader.ReadAll(Body(row, 0), JobDefinitionJson.Read));
            _definitions.Add(entry.Definition.Arn, entry.Definition);
            state.JobDefinitions.Add(entry);
        }
    }

    private ComputeEnvironment EnvironmentOf(string name) =>
        state.ComputeEnvironments.GetValueOrDefault(name)?.Environment
            ?? throw new FormatException($"A job queue names the compute environment {name}, which is not there");

    /// <param name="which">Policies, resources and environments come before the queues that use them, shares and service jobs after.</param>
    private void Others(string which)
    {
        foreach (var row in journal.Rows("kind, name, body", $"catalog WHERE {which}", "kind, name"))
        {
            CatalogCodec.Read(state, (CatalogKind)row.GetInt32(0), row.GetString(1), Body(row, 2), QueueOf);
        }
    }

    private ServiceEnvironment ServiceEnvironmentOf(string name) =>
        state.Services.Environments.GetValueOrDefault(name)
            ?? throw new FormatException($"A job queue names the service environment {name}, which is not there");

    private SchedulingPolicy PolicyOf(string arn) =>
        state.FindSchedulingPolicy(arn) ?? throw new FormatException($"A job queue names the scheduling policy {arn}, which is not there");

    private void Jobs()
    {
        foreach (var row in journal.Rows("sequence, body", "job", "sequence"))
        {
            var spec = JobSpecCodec.Read(new(Body(row, 1)), row.GetInt64(0), QueueOf, DefinitionOf, WorkloadOf);
            var job = JobFactory.Create(spec, state.Jobs, Empty.Map);
            _jobs.Add(spec.Sequence, job);
            state.Jobs.Restore(job);
        }

        // The parent (child -1) comes before its children.
        foreach (var row in journal.Rows("sequence, child, body", "job_state", "sequence, child"))
        {
            var job = JobOf(row.GetInt64(0));
            var child = row.GetInt32(1);
            if (child >= 0)
            {
                job = new(job.Spec, job, child);
            }

            if (_states.Read(new(Body(row, 2)), job) is { } attempt)
            {
                _interrupted.Add((job, attempt));
            }

            job.Parent?.Array?.Restore(job);
            job.Parent?.Nodes?.Put(job);
        }
    }

    /// <summary>Enters the jobs into the indices, and those that wait with those they wait for.</summary>
    private void Link()
    {
        foreach (var job in _jobs.Values.Where(job => job.Status.IsTerminal).OrderBy(job => job.StoppedAt))
        {
            state.Jobs.Reindex(job);
        }

        foreach (var job in _jobs.Values.Where(job => !job.Status.IsTerminal))
        {
            state.Jobs.Reindex(job);
            DependencyRules.Link(state.Jobs, job);
            if (job.Array is { } array)
            {
                ArrayRules.Resume(state.Jobs, job, array);
            }
        }
    }

    private List<OutboxEntry> Outbox()
    {
        var entries = new List<OutboxEntry>();
        foreach (var row in journal.Rows("id, body", "outbox", "id"))
        {
            state.OutboxId = row.GetInt64(0);
            var reader = new BlobReader(Body(row, 1));
            var happenings = reader.List(from => HappeningCodec.Read(from, _states, JobOf));

            // Records of format 2 end here.
            entries.Add(new(state.OutboxId, happenings, reader.AtEnd ? [] : reader.List(HappeningCodec.Written)));
        }

        return entries;
    }

    private JobQueue QueueOf(long id, string arn)
    {
        if (!_queues.TryGetValue(id, out var queue))
        {
            // The queue is gone; its jobs stay readable until they are forgotten.
            queue = new(id, arn[(arn.LastIndexOf('/') + 1)..], arn) { Status = LifecycleStatus.Deleted };
            _queues.Add(id, queue);
        }

        return queue;
    }

    private JobDefinition DefinitionOf(string arn) =>
        _definitions.GetValueOrDefault(arn) ?? throw new FormatException($"A job names the job definition {arn}, which is not there");

    private Workload? WorkloadOf(JobDefinition definition, string? overrides) =>
        definition.Workload is null || overrides is null ? definition.Workload : Workloads.Of(state.JobDefinitions.Of(definition), overrides);

    private Job JobOf(long sequence) =>
        _jobs.GetValueOrDefault(sequence) ?? throw new FormatException($"A record names job number {sequence}, which is not there");

    private static byte[] Body(SqliteDataReader row, int column) => row.GetFieldValue<byte[]>(column);
}

/// <summary>What a journal holds beside the state.</summary>
internal sealed record JournalContents(
    IReadOnlyList<(Job Job, InterruptedAttempt Attempt)> Interrupted,
    IReadOnlyList<OutboxEntry> Outbox);

/// <summary>Events of one turn that the bus has not taken yet.</summary>
/// <param name="Written">Those that were written out when they happened.</param>
internal sealed record OutboxEntry(long Id, IReadOnlyList<JobHappening> Happenings, IReadOnlyList<JobEventEnvelope> Written);
