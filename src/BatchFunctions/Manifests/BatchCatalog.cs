using Amazon.Batch;
using Amazon.Batch.Model;
using BatchFunctions.Wire;

namespace BatchFunctions.Manifests;

/// <summary>What AWS Batch has of queues and job definitions.</summary>
internal interface IBatchCatalog
{
    /// <summary>For each of the queues (names or ARNs) that cannot take jobs: why.</summary>
    Task<IReadOnlyDictionary<string, string>> WrongQueuesAsync(IReadOnlyCollection<string> queues, CancellationToken cancellation);

    /// <summary>For each of the definitions (name, name:revision or ARN) that cannot be used: why.</summary>
    Task<IReadOnlyDictionary<string, string>> WrongDefinitionsAsync(IReadOnlyCollection<string> definitions, CancellationToken cancellation);
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

    public async Task<IReadOnlyDictionary<string, string>> WrongDefinitionsAsync(
        IReadOnlyCollection<string> definitions, CancellationToken cancellation)
    {
        var wrong = new Dictionary<string, string>();
        foreach (var names in definitions.Where(HasRevision).Chunk(PageSize))
        {
            var answer = await batch.DescribeJobDefinitionsAsync(new DescribeJobDefinitionsRequest { JobDefinitions = [.. names] }, cancellation);
            foreach (var name in names)
            {
                Judge(name, (answer.JobDefinitions ?? []).FirstOrDefault(known => IsNamed(known, name)), wrong);
            }
        }

        foreach (var name in definitions.Where(name => !HasRevision(name)))
        {
            var request = new DescribeJobDefinitionsRequest { JobDefinitionName = ResourceName.Of(name), Status = "ACTIVE", MaxResults = 1 };
            var answer = await batch.DescribeJobDefinitionsAsync(request, cancellation);
            Judge(name, answer.JobDefinitions?.FirstOrDefault(), wrong);
        }

        return wrong;
    }

    private static void Judge(string name, JobDefinition? definition, Dictionary<string, string> wrong)
    {
        if (definition is null)
        {
            wrong[name] = $"There is no job definition '{name}'.";
        }
        else if (definition.Status != "ACTIVE")
        {
            wrong[name] = $"The job definition '{name}' is {definition.Status}.";
        }
    }

    private static bool HasRevision(string nameOrArn) => ResourceName.Of(nameOrArn).Contains(':', StringComparison.Ordinal);

    private static bool IsNamed(JobDefinition definition, string name) =>
        definition.JobDefinitionArn == name || $"{definition.JobDefinitionName}:{definition.Revision}" == name;
}
