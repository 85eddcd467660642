using LocalBatch.Api.Internal;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>Takes in a job, or an array of jobs. Not idempotent: two equal calls make two jobs.</summary>
internal static class SubmitJob
{
    /// <exception cref="ClientException">The job breaks one of AWS's rules, or names what does not exist.</exception>
    public static SubmitJobResponse Run(SubmitJobRequest request, EngineState state)
    {
        SubmitJobRules.CheckShape(request);
        var queue = Queue(Require.Text(request.JobQueue, "jobQueue"), state);
        var entry = JobDefinitionRules.Resolve(Require.Text(request.JobDefinition, "jobDefinition"), state);
        var definition = entry.Definition;
        ShareRules.Check(request, queue, definition, state.Steady);
        SubmitJobRules.CheckPlatform(queue, definition);
        SubmitJobRules.CheckKind(request, entry);
        Require.Not(
            Copies.Json(request, SubmitJobRequestJson.Write).Length is var size && size > Limits.SubmitJobBytes,
            AwsTexts.JobTooLarge(size / 1024));
        var spec = Spec(request, queue, entry, state);
        SubmitJobRules.CheckDependencies(spec, state.Jobs);
        SubmitJobRules.CheckContainer(spec);

        var job = JobFactory.Create(spec, state.Jobs, TagRules.Check(request.Tags));
        state.Sequence = spec.Sequence;
        state.Jobs.Submit(job);

        return new() { JobArn = state.Arns.Job(job.Key), JobName = spec.Name, JobId = job.Key.ToString() };
    }

    /// <summary>The queue of a submission, which takes jobs.</summary>
    public static JobQueue Queue(string given, EngineState state)
    {
        var queue = state.FindJobQueue(given) ?? throw ClientException.Raw(AwsTexts.QueueNotFound(given));
        if (!queue.IsEnabled)
        {
            throw ClientException.Raw(OwnTexts.QueueDisabled(queue.Arn));
        }

        return queue.Status is LifecycleStatus.Valid or LifecycleStatus.Updating
            ? queue
            : throw ClientException.Raw(OwnTexts.QueueNotValid(queue.Arn, queue.Status.Name));
    }

    private static JobSpec Spec(SubmitJobRequest request, JobQueue queue, JobDefinitionEntry entry, EngineState state)
    {
        var definition = entry.Definition;
        var workload = Workloads.Of(definition, entry.Detail, request);
        var overrides = SubmitJobRules.Overrides(request.ContainerOverrides, definition.Platform);

        return new()
        {
            Sequence = state.Sequence + 1,
            Id = state.Jobs.NewId(),
            Name = request.JobName,
            Queue = queue,
            Definition = definition,
            CreatedAt = state.Now,
            Parameters = request.Parameters is { Count: > 0 } parameters ? parameters : null,
            Overrides = overrides,
            RetryOverride = RetryRules.Read(request.RetryStrategy),
            TimeoutOverride = RetryRules.Read(request.Timeout),
            PropagateTagsOverride = request.PropagateTags,
            DependsOn = SubmitJobRules.Dependencies(request.DependsOn),
            ArraySize = request.ArrayProperties?.Size ?? 0,
            ConsumablesOverride = ConsumableResourceRules.Needs(request.ConsumableResourcePropertiesOverride),
            ShareIdentifier = queue.Shares is null ? null : request.ShareIdentifier,
            PriorityOverride = request.SchedulingPriorityOverride,
            Workload = workload,
            Demand = workload?.Demand ?? definition.Container.With(overrides).Resources.Demand,
        };
    }
}
