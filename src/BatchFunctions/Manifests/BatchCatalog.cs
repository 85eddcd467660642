using System.Globalization;
using Amazon.Batch;
using Amazon.Batch.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Manifests;

/// <summary>Asks AWS Batch about queues and definitions, a hundred names a call where it allows that.</summary>
internal sealed class BatchCatalog(IAmazonBatch batch) : IBatchCatalog
{
    // AWS: up to 100 names a call (API_DescribeJobQueues, API_DescribeJobDefinitions).
    private const int PageSize = 100;

    /// <summary>So many queues are told by name where none is near.</summary>
    private const int MostNamed = 8;

    public async Task<IReadOnlyDictionary<string, KnownQueue>> QueuesAsync(IReadOnlyCollection<string> queues, CancellationToken cancellation)
    {
        var found = new Dictionary<string, KnownQueue>();
        foreach (var names in queues.Chunk(PageSize))
        {
            var answer = await batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { JobQueues = [.. names] }, cancellation);
            foreach (var name in names)
            {
                found[name] = Judge(name, (answer.JobQueues ?? []).FirstOrDefault(known => known.JobQueueName == name || known.JobQueueArn == name));
            }
        }

        return found.Values.Any(queue => queue.Wrong is not null) ? await GuessAsync(found, cancellation) : found;
    }

    /// <summary>One more call, and only where a queue is wrong: what is there instead.</summary>
    private async Task<IReadOnlyDictionary<string, KnownQueue>> GuessAsync(Dictionary<string, KnownQueue> found, CancellationToken cancellation)
    {
        var answer = await batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { MaxResults = PageSize }, cancellation);
        var known = (answer.JobQueues ?? []).Where(queue => queue.State != JQState.DISABLED).Select(queue => queue.JobQueueName).ToList();

        return found.ToDictionary(entry => entry.Key, entry => entry.Value with { Wrong = entry.Value.Wrong is { } wrong ? $"{wrong}{Instead(entry.Key)}" : null });

        string Instead(string name) => Closest.Of(ResourceName.Of(name), known) is { } near && near != name ? $" Did you mean '{near}'?"
            : known.Count is > 0 and <= MostNamed && answer.NextToken is null ? $" There are {string.Join(", ", known)}."
            : "";
    }

    public async Task<IReadOnlyDictionary<string, KnownDefinition>> DefinitionsAsync(
        IReadOnlyCollection<string> definitions, CancellationToken cancellation)
    {
        var found = new Dictionary<string, KnownDefinition>();
        foreach (var names in definitions.Where(HasRevision).Chunk(PageSize))
        {
            var answer = await batch.DescribeJobDefinitionsAsync(new DescribeJobDefinitionsRequest { JobDefinitions = [.. names] }, cancellation);
            foreach (var name in names)
            {
                found[name] = Judge(name, (answer.JobDefinitions ?? []).FirstOrDefault(known => IsNamed(known, name)));
            }
        }

        foreach (var name in definitions.Where(name => !HasRevision(name)))
        {
            found[name] = Judge(name, await NewestAsync(ResourceName.Of(name), cancellation));
        }

        return found;
    }

    // AWS: a job gets the newest revision that is active (API_SubmitJob). In which order revisions are listed is said nowhere, so all of them are looked at.
    private async Task<JobDefinition?> NewestAsync(string name, CancellationToken cancellation)
    {
        var request = new DescribeJobDefinitionsRequest { JobDefinitionName = name, Status = "ACTIVE", MaxResults = PageSize };
        JobDefinition? newest = null;
        do
        {
            var answer = await batch.DescribeJobDefinitionsAsync(request, cancellation);
            newest = (answer.JobDefinitions ?? []).Append(newest).MaxBy(definition => definition?.Revision);
            request.NextToken = answer.NextToken;
        }
        while (request.NextToken is not null);

        return newest;
    }

    private static KnownQueue Judge(string name, JobQueueDetail? queue) => queue switch
    {
        null => new() { Wrong = $"There is no job queue '{name}'." },
        _ when queue.State == JQState.DISABLED => new() { Wrong = $"The job queue '{name}' is DISABLED; it takes no jobs." },
        _ => new() { HasPolicy = !string.IsNullOrEmpty(queue.SchedulingPolicyArn), Type = queue.JobQueueType?.Value },
    };

    private static KnownDefinition Judge(string name, JobDefinition? definition) => definition switch
    {
        null => new() { Wrong = $"There is no job definition '{name}'." },
        { Status: not "ACTIVE" } => new() { Wrong = $"The job definition '{name}' is {definition.Status}." },
        _ => new()
        {
            IsFargate = (definition.PlatformCapabilities ?? []).Any(capability => capability == "FARGATE"),
            Kind = definition switch
            {
                { NodeProperties: not null } => DefinitionKind.Nodes,
                { EksProperties: not null } => DefinitionKind.Eks,
                { EcsProperties: not null } => DefinitionKind.Ecs,
                _ => DefinitionKind.Container,
            },
            Vcpus = decimal.TryParse(Resource(definition, ResourceType.VCPU), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var vcpus) ? vcpus : null,
            MemoryMiB = int.TryParse(Resource(definition, ResourceType.MEMORY), NumberStyles.None, CultureInfo.InvariantCulture, out var memory) ? memory : null,
            HasPriority = definition.SchedulingPriority is not null,
            Parameters = definition.Parameters is { Count: > 0 } parameters ? [.. parameters.Keys] : [],
            Containers = [.. Containers(definition)],
        },
    };

    /// <summary>Those into whose commands AWS Batch puts parameters; pods have variables of Kubernetes instead.</summary>
    private static IEnumerable<(string Name, IReadOnlyList<string> Command)> Containers(JobDefinition definition)
    {
        var nodes = definition.NodeProperties?.NodeRangeProperties ?? [];
        var single = nodes.Select(range => range.Container).Append(definition.ContainerProperties);
        var tasks = nodes.Select(range => range.EcsProperties).Append(definition.EcsProperties).SelectMany(ecs => ecs?.TaskProperties ?? []);

        return
        [
            .. single.Where(container => container is not null).Select(container => ("", Words(container.Command))),
            .. tasks.SelectMany(task => task.Containers ?? []).Select(container => (container.Name ?? "", Words(container.Command))),
        ];

        static IReadOnlyList<string> Words(List<string>? command) => [.. Placeholders.Words(command ?? [])];
    }

    private static string? Resource(JobDefinition definition, ResourceType type) =>
        (definition.ContainerProperties?.ResourceRequirements ?? []).FirstOrDefault(requirement => requirement.Type == type)?.Value;

    private static bool HasRevision(string nameOrArn) => ResourceName.Of(nameOrArn).Contains(':', StringComparison.Ordinal);

    private static bool IsNamed(JobDefinition definition, string name) =>
        definition.JobDefinitionArn == name || $"{definition.JobDefinitionName}:{definition.Revision}" == name;
}
