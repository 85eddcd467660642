using LocalBatch.Books;
using LocalBatch.Jobs;

namespace LocalBatch.Operations;

/// <summary>Tags of what an ARN names: read, and replaced as a whole.</summary>
internal sealed record TaggedResource(IReadOnlyDictionary<string, string> Tags, Action<Dictionary<string, string>> Replace)
{
    /// <exception cref="ClientException">The ARN names nothing, or an array child.</exception>
    public static TaggedResource Find(string? given, EngineState state)
    {
        var arn = Require.Text(given, "resourceArn");

        return Environment(arn, state) ?? Queue(arn, state) ?? Definition(arn, state) ?? Policy(arn, state) ?? Consumable(arn, state) ?? OfServices(arn, state) ?? OfJob(arn, state)
            ?? throw ClientException.Raw(OwnTexts.ResourceNotFound(arn));
    }

    private static TaggedResource? Environment(string arn, EngineState state) =>
        IsArn(arn) && state.FindComputeEnvironment(arn) is { } entry
            ? new(entry.Detail.Tags ?? [], tags =>
            {
                entry.Detail.Tags = tags;
                state.Catalog.ComputeEnvironments.Add(entry);
            })
            : null;

    private static TaggedResource? Queue(string arn, EngineState state) =>
        IsArn(arn) && state.FindJobQueue(arn) is { } queue
            ? new(queue.Tags, tags =>
            {
                queue.Tags = tags;
                state.Catalog.JobQueues.Add(queue);
            })
            : null;

    private static TaggedResource? Definition(string arn, EngineState state) =>
        IsArn(arn)
        && JobDefinitionRules.Parse(arn, state.Arns) is { Revision: { } revision } reference
        && state.JobDefinitions.Find(reference.Name, revision) is { } entry
            ? new(entry.Detail.Tags ?? [], tags =>
            {
                entry.Detail.Tags = tags;
                state.Catalog.JobDefinitions.Add(entry);
            })
            : null;

    private static TaggedResource? Policy(string arn, EngineState state) =>
        state.FindSchedulingPolicy(arn) is { } policy
            ? new(policy.Tags, tags =>
            {
                policy.Tags = tags;
                state.Catalog.Touch(CatalogKind.SchedulingPolicy, policy.Name);
            })
            : null;

    private static TaggedResource? Consumable(string arn, EngineState state) =>
        IsArn(arn) && state.FindConsumableResource(arn) is { } resource
            ? new(resource.Tags, tags =>
            {
                resource.Tags = tags;
                state.Catalog.Touch(CatalogKind.ConsumableResource, resource.Name);
            })
            : null;

    private static TaggedResource? OfServices(string arn, EngineState state)
    {
        var services = state.Services;
        if (IsArn(arn) && state.FindServiceEnvironment(arn) is { } environment)
        {
            return new(environment.Tags, tags =>
            {
                environment.Tags = tags;
                state.Catalog.Touch(CatalogKind.ServiceEnvironment, environment.Name);
            });
        }

        if (services.Shares.GetValueOrDefault(arn) is { } share)
        {
            return new(share.Tags, tags =>
            {
                share.Tags = tags;
                state.Catalog.Touch(CatalogKind.QuotaShare, share.Arn);
            });
        }

        return IsArn(arn) && state.Arns.Name("service-job", arn) is { } id && services.Find(id) is { } job
            ? new(job.Tags, tags =>
            {
                job.Tags = tags;
                services.Touch(job);
            })
            : null;
    }

    private static TaggedResource? OfJob(string arn, EngineState state)
    {
        if (!IsArn(arn) || state.Arns.Name("job", arn) is not { } id || JobKey.Parse(id) is not { } key)
        {
            return null;
        }

        // AWS: children of arrays cannot be tagged (user guide, tagging).
        if (key.Index >= 0)
        {
            throw ClientException.Raw(OwnTexts.ChildTags);
        }

        return state.Jobs.Find(key) is { } job
            ? new(job.Tags, tags =>
            {
                job.Tags = tags;
                state.Jobs.Touch(job);
            })
            : null;
    }

    private static bool IsArn(string text) => text.StartsWith("arn:", StringComparison.Ordinal);
}
