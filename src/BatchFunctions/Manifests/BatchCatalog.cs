using System.Globalization;
using Amazon.Batch;
using Amazon.Batch.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Manifests;

/// <summary>What AWS Batch has of queues and job definitions.</summary>
internal interface IBatchCatalog
{
    /// <summary>For each of the queues (names or ARNs) that cannot take jobs: why.</summary>
    Task<IReadOnlyDictionary<string, string>> WrongQueuesAsync(IReadOnlyCollection<string> queues, CancellationToken cancellation);

    /// <summary>For each of the definitions (name, name:revision or ARN) what they are, or why they cannot be used.</summary>
    Task<IReadOnlyDictionary<string, KnownDefinition>> DefinitionsAsync(IReadOnlyCollection<string> definitions, CancellationToken cancellation);
}

/// <summary>What a check of a job needs of its definition.</summary>
internal sealed record KnownDefinition
{
    /// <summary>Why it cannot be used; <c>null</c> where it can.</summary>
    public string? Wrong { get; init; }

    public bool IsFargate { get; init; }

    /// <summary>Of its one container; <c>null</c> where it has several, or says nothing.</summary>
    public decimal? Vcpus { get; init; }

    /// <summary>Of its one container, in MiB; <c>null</c> where it has several, or says nothing.</summary>
    public int? MemoryMiB { get; init; }

    /// <summary>What is wrong with a size that a job asks for beside its definition; a job that asks for nothing has the definition's, which AWS has checked.</summary>
    public string? WrongSize(string? vcpus, int? memoryMiB) =>
        IsFargate && (vcpus is not null || memoryMiB is not null)
        && (vcpus is null ? Vcpus : decimal.TryParse(vcpus, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var asked) ? asked : null) is { } size
        && (memoryMiB ?? MemoryMiB) is { } memory
            ? FargateSizes.Wrong(size, memory)
            : null;
}

/// <summary>Asks AWS Batch about queues and definitions, a hundred names a call where it allows that.</summary>
internal sealed class BatchCatalog(IAmazonBatch batch) : IBatchCatalog
{
    // AWS: up to 100 names a call (API_DescribeJobQueues, API_DescribeJobDefinitions).
    private const int PageSize = 100;

    /// <summary>So many queues are told by name where none is near.</summary>
    private const int MostNamed = 8;

    public async Task<IReadOnlyDictionary<string, string>> WrongQueuesAsync(IReadOnlyCollection<string> queues, CancellationToken cancellation)
    {
        var wrong = new Dictionary<string, string>();
        foreach (var names in queues.Chunk(PageSize))
        {
            var answer = await batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { JobQueues = [.. names] }, cancellation);
            foreach (var name in names)
            {
                var queue = (answer.JobQueues ?? []).FirstOrDefault(known => known.JobQueueName == name || known.JobQueueArn == name);
                if (queue is null)
                {
                    wrong[name] = $"There is no job queue '{name}'.";
                }
                else if (queue.State == JQState.DISABLED)
                {
                    wrong[name] = $"The job queue '{name}' is DISABLED; it takes no jobs.";
                }
            }
        }

        return await GuessAsync(wrong, cancellation);
    }

    /// <summary>One more call, and only where a queue is wrong: what is there instead.</summary>
    private async Task<IReadOnlyDictionary<string, string>> GuessAsync(Dictionary<string, string> wrong, CancellationToken cancellation)
    {
        if (wrong.Count == 0)
        {
            return wrong;
        }

        var answer = await batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { MaxResults = PageSize }, cancellation);
        var known = (answer.JobQueues ?? []).Where(queue => queue.State != JQState.DISABLED).Select(queue => queue.JobQueueName).ToList();

        return wrong.ToDictionary(
            entry => entry.Key,
            entry => Closest.Of(ResourceName.Of(entry.Key), known) is { } near && near != entry.Key ? $"{entry.Value} Did you mean '{near}'?"
                : known.Count is > 0 and <= MostNamed && answer.NextToken is null ? $"{entry.Value} There are {string.Join(", ", known)}."
                : entry.Value);
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

    private static KnownDefinition Judge(string name, JobDefinition? definition) => definition switch
    {
        null => new() { Wrong = $"There is no job definition '{name}'." },
        { Status: not "ACTIVE" } => new() { Wrong = $"The job definition '{name}' is {definition.Status}." },
        _ => new()
        {
            IsFargate = (definition.PlatformCapabilities ?? []).Any(capability => capability == "FARGATE"),
            Vcpus = decimal.TryParse(Resource(definition, ResourceType.VCPU), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var vcpus) ? vcpus : null,
            MemoryMiB = int.TryParse(Resource(definition, ResourceType.MEMORY), NumberStyles.None, CultureInfo.InvariantCulture, out var memory) ? memory : null,
        },
    };

    private static string? Resource(JobDefinition definition, ResourceType type) =>
        (definition.ContainerProperties?.ResourceRequirements ?? []).FirstOrDefault(requirement => requirement.Type == type)?.Value;

    private static bool HasRevision(string nameOrArn) => ResourceName.Of(nameOrArn).Contains(':', StringComparison.Ordinal);

    private static bool IsNamed(JobDefinition definition, string name) =>
        definition.JobDefinitionArn == name || $"{definition.JobDefinitionName}:{definition.Revision}" == name;
}
