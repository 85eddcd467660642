namespace BatchFunctions.Submissions;

/// <summary>What AWS Batch has of queues and job definitions.</summary>
internal interface IBatchCatalog
{
    /// <summary>For each of the queues (names or ARNs) that cannot take jobs: why.</summary>
    Task<IReadOnlyDictionary<string, string>> WrongQueuesAsync(IReadOnlyCollection<string> queues, CancellationToken cancellation);

    /// <summary>For each of the definitions (name, name:revision or ARN) that cannot be used: why.</summary>
    Task<IReadOnlyDictionary<string, string>> WrongDefinitionsAsync(IReadOnlyCollection<string> definitions, CancellationToken cancellation);
}
