using BatchFunctions.Manifests;

namespace BatchFunctions.Tests.Doubles;

/// <summary>Has the queue <c>default</c> and the definition <c>hello</c>.</summary>
internal sealed class FixedCatalog : IBatchCatalog
{
    public Task<IReadOnlyDictionary<string, string>> WrongQueuesAsync(IReadOnlyCollection<string> queues, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(Wrong(queues, "default", "There is no job queue"));

    public Task<IReadOnlyDictionary<string, string>> WrongDefinitionsAsync(IReadOnlyCollection<string> definitions, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(Wrong(definitions, "hello", "There is no job definition"));

    private static Dictionary<string, string> Wrong(IReadOnlyCollection<string> names, string known, string why) =>
        names.Where(name => name != known).ToDictionary(name => name, name => $"{why} '{name}'.");
}
