using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Journal;

/// <summary>What was submitted, as the journal keeps it: written once, never changed.</summary>
internal static class JobSpecCodec
{
    public static void Write(BlobWriter writer, JobSpec spec)
    {
        writer.Id(spec.Id);
        writer.Text(spec.Name);
        writer.Number(spec.Queue.Id);
        writer.Text(spec.Queue.Arn);
        writer.Text(spec.Definition.Arn);
        writer.Number(spec.CreatedAt);
        writer.Map(spec.Parameters);
        Overrides(writer, spec.Overrides);
        Retry(writer, spec.RetryOverride);
        writer.Number((long?)spec.TimeoutOverride?.TotalSeconds);
        writer.Number(spec.PropagateTagsOverride switch { null => -1, false => 0, true => 1 });
        writer.List(spec.DependsOn, Dependency);
        writer.Number(spec.ArraySize);
        writer.Text(spec.Overrides?.Resources.Gpu);
        writer.Text(spec.ShareIdentifier);
        writer.Number((long?)spec.PriorityOverride);
        writer.Flag(spec.ConsumablesOverride is not null);
        writer.List(spec.ConsumablesOverride ?? [], Consumable);
        writer.Text(spec.Workload?.Overrides);
    }

    /// <param name="queueOf">Finds the queue by its number and ARN; the queue may be gone.</param>
    /// <param name="definitionOf">Finds the job definition by its ARN.</param>
    /// <param name="workloadOf">What a definition's job runs with these overrides, where that is not one container.</param>
    public static JobSpec Read(
        BlobReader reader,
        long sequence,
        Func<long, string, JobQueue> queueOf,
        Func<string, JobDefinition> definitionOf,
        Func<JobDefinition, string?, Workload?> workloadOf)
    {
        var id = reader.Id();
        var name = reader.RequiredText();
        var queue = queueOf(reader.Number(), reader.RequiredText());
        var definition = definitionOf(reader.RequiredText());
        var createdAt = reader.Number();
        var parameters = reader.Map();
        var overrides = Overrides(reader);
        var spec = new JobSpec
        {
            Sequence = sequence,
            Id = id,
            Name = name,
            Queue = queue,
            Definition = definition,
            CreatedAt = createdAt,
            Parameters = parameters,
            Overrides = overrides,
            RetryOverride = Retry(reader),
            TimeoutOverride = reader.OptionalNumber() is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            PropagateTagsOverride = reader.Number() switch { 0 => false, 1 => true, _ => null },
            DependsOn = reader.List(Dependency),
            ArraySize = reader.Int(),
            Demand = definition.Container.With(overrides).Resources.Demand,
        };

        return Newer(reader, spec, workloadOf);
    }

    /// <summary>What later formats added.</summary>
    private static JobSpec Newer(BlobReader reader, JobSpec spec, Func<JobDefinition, string?, Workload?> workloadOf)
    {
        // Records of format 1 end here.
        if (!reader.AtEnd && reader.Text() is { } gpu && spec.Overrides is { } overrides)
        {
            spec = spec with { Overrides = overrides with { Resources = overrides.Resources with { Gpu = gpu } } };
        }

        // Records of format 2 end here.
        if (reader.AtEnd)
        {
            return Working(spec, workloadOf(spec.Definition, null));
        }

        spec = spec with { ShareIdentifier = reader.Text(), PriorityOverride = (int?)reader.OptionalNumber() };
        var overridesConsumables = reader.Flag();
        var consumables = reader.List(static from => new ConsumableNeed(from.RequiredText(), from.Number()));

        spec = overridesConsumables ? spec with { ConsumablesOverride = consumables } : spec;

        return Working(spec, workloadOf(spec.Definition, reader.Text()));
    }

    private static JobSpec Working(JobSpec spec, Workload? workload) => workload is null ? spec : spec with { Workload = workload, Demand = workload.Demand };

    private static void Consumable(BlobWriter writer, ConsumableNeed need)
    {
        writer.Text(need.Resource);
        writer.Number(need.Quantity);
    }

    private static void Overrides(BlobWriter writer, ContainerOverrides? overrides)
    {
        writer.Flag(overrides is not null);
        if (overrides is null)
        {
            return;
        }

        writer.Flag(overrides.Command is not null);
        writer.List(overrides.Command ?? [], static (to, token) => to.Text(token));
        writer.List(overrides.Environment, static (to, variable) =>
        {
            to.Text(variable.Name);
            to.Text(variable.Value);
        });
        writer.Text(overrides.Resources.Vcpu);
        writer.Text(overrides.Resources.Memory);
        writer.Number((long?)overrides.Resources.LegacyVcpus);
        writer.Number((long?)overrides.Resources.LegacyMemory);
    }

    private static ContainerOverrides? Overrides(BlobReader reader)
    {
        if (!reader.Flag())
        {
            return null;
        }

        var hasCommand = reader.Flag();
        var command = reader.List(static from => from.RequiredText());
        var environment = reader.List(static from => new EnvironmentVariable(from.RequiredText(), from.RequiredText()));

        return new(
            hasCommand ? command : null,
            environment,
            new(reader.Text(), reader.Text(), (int?)reader.OptionalNumber(), (int?)reader.OptionalNumber()));
    }

    private static void Retry(BlobWriter writer, RetryStrategy? retry)
    {
        writer.Number(retry?.Attempts ?? 0);
        writer.List(retry?.EvaluateOnExit ?? [], static (to, rule) =>
        {
            to.Text(rule.OnStatusReason);
            to.Text(rule.OnReason);
            to.Text(rule.OnExitCode);
            to.Flag(rule.Retry);
        });
    }

    private static RetryStrategy? Retry(BlobReader reader)
    {
        var attempts = reader.Int();
        var rules = reader.List(static from => new EvaluateOnExit(from.Text(), from.Text(), from.Text(), from.Flag()));

        return attempts == 0 ? null : new(attempts, rules);
    }

    private static void Dependency(BlobWriter writer, Dependency dependency)
    {
        writer.Flag(dependency.On is not null);
        if (dependency.On is { } key)
        {
            writer.Id(key.Id);
            writer.Number(key.Index);
        }

        writer.Number(dependency.Type is { } type ? (long)type : -1);
    }

    private static Dependency Dependency(BlobReader reader)
    {
        JobKey? on = reader.Flag() ? new(reader.Id(), reader.Int()) : null;

        return new(on, reader.Number() is >= 0 and var type ? (DependencyType)type : null);
    }
}
