using BatchFunctions.Manifests;

namespace BatchFunctions.Tests.Doubles;

/// <summary>Has the queue <c>default</c> and the definitions <c>hello</c> and, on Fargate, <c>fargate</c>.</summary>
internal sealed class FixedCatalog : IBatchCatalog
{
    public Task<IReadOnlyDictionary<string, string>> WrongQueuesAsync(IReadOnlyCollection<string> queues, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(Wrong(queues, "default", "There is no job queue"));

    public Task<IReadOnlyDictionary<string, KnownDefinition>> DefinitionsAsync(IReadOnlyCollection<string> definitions, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<string, KnownDefinition>>(definitions.ToDictionary(name => name, name => name switch
        {
            "hello" => new KnownDefinition(),
            "fargate" => new KnownDefinition { IsFargate = true, Vcpus = 0.25m, MemoryMiB = 512 },
            _ => new KnownDefinition { Wrong = $"There is no job definition '{name}'." },
        }));

    private static Dictionary<string, string> Wrong(IReadOnlyCollection<string> names, string known, string why) =>
        names.Where(name => name != known).ToDictionary(name => name, name => $"{why} '{name}'.");
}
