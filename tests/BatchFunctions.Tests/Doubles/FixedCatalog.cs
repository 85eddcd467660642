using BatchFunctions.Manifests;

namespace BatchFunctions.Tests.Doubles;

/// <summary>
/// Has the queues <c>default</c>, <c>fair</c> with a scheduling policy and <c>metal</c> on EC2; the definitions <c>hello</c>, which fits every
/// queue but one of Fargate, on Fargate <c>fargate</c> and <c>greet</c>, whose command has two placeholders and one value, on EC2 <c>large</c>, <c>pair</c> and <c>tasks</c> with two containers and <c>nodes</c>, on EKS <c>pod</c>.
/// </summary>
internal sealed class FixedCatalog : IBatchCatalog
{
    public Task<IReadOnlyDictionary<string, KnownQueue>> QueuesAsync(IReadOnlyCollection<string> queues, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<string, KnownQueue>>(queues.ToDictionary(name => name, name => name switch
        {
            "default" => new KnownQueue(),
            "fair" => new KnownQueue { HasPolicy = true },
            "metal" => new KnownQueue { Type = "ECS" },
            _ => new KnownQueue { Wrong = $"There is no job queue '{name}'." },
        }));

    public Task<IReadOnlyDictionary<string, KnownDefinition>> DefinitionsAsync(IReadOnlyCollection<string> definitions, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<string, KnownDefinition>>(definitions.ToDictionary(name => name, name => name switch
        {
            "hello" => new KnownDefinition(),
            "fargate" => new KnownDefinition { IsFargate = true, Vcpus = 0.25m, MemoryMiB = 512 },
            "greet" => new KnownDefinition { IsFargate = true, HasPriority = true, Parameters = ["who"], Containers = [("", ["Ref::who", "x-Ref::from.csv"])] },
            "large" => new KnownDefinition { Vcpus = 1 },
            "pair" => new KnownDefinition { Kind = DefinitionKind.Ecs, Containers = [("left", ["Ref::in"]), ("right", [])] },
            "tasks" => new KnownDefinition { Kind = DefinitionKind.Ecs, Containers = [("main", []), ("side", [])] },
            "pod" => new KnownDefinition { Kind = DefinitionKind.Eks },
            "nodes" => new KnownDefinition { Kind = DefinitionKind.Nodes },
            _ => new KnownDefinition { Wrong = $"There is no job definition '{name}'." },
        }));
}
