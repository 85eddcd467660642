using LocalBatch.Api.Model;
using LocalBatch.Jobs;
using Model = LocalBatch.Api.Model;

namespace LocalBatch.Operations;

/// <summary>What is told of a job's containers: its own, or where it is a job of nodes its main node's, by whose end it is judged.</summary>
internal sealed record JobPart
{
    /// <summary>A job of nodes, which tells of its attempts only; its nodes tell the rest.</summary>
    public bool IsWhole { get; private init; }

    /// <summary>The one container, placeholders filled.</summary>
    public required ContainerTemplate Container { get; init; }

    public TaskTemplate? Task { get; private init; }

    /// <summary>What was registered of the one container.</summary>
    public ContainerProperties? Registered { get; private init; }

    /// <summary>Several containers of ECS, overrides laid over them.</summary>
    public EcsProperties? Ecs { get; private init; }

    /// <summary>A pod, overrides laid over it.</summary>
    public EksProperties? Eks { get; private init; }

    /// <summary>Stream of the one container.</summary>
    public string LogStream(JobSpec spec, Guid taskId) => LogStreams.Name(spec.Definition, Container, LogStreams.OnlyContainer, taskId);

    public static JobPart Of(JobSnapshot job, Model.JobDefinition registered) => job.Spec.Workload switch
    {
        null => new() { Container = job.Spec.ResolveContainer(), Registered = registered.ContainerProperties },
        { Nodes: { } nodes } workload => OfNode(job, nodes, NodeOverrideRules.Effective(registered.NodeProperties, workload.Overrides)),
        var workload => new()
        {
            Container = ContainerTemplate.None,
            Task = workload.Task,
            Ecs = registered.EcsProperties is { } ecs ? Workloads.Effective(ecs, workload.Overrides) : null,
            Eks = registered.EksProperties is { } eks ? Workloads.Effective(eks, workload.Overrides) : null,
        },
    };

    private static JobPart OfNode(JobSnapshot job, NodeGroup nodes, NodeProperties effective)
    {
        var range = nodes.Of(job.Key.IsNode ? job.Index : nodes.Main);
        var properties = effective.NodeRangeProperties[nodes.Ranges.ToList().IndexOf(range)];

        return new()
        {
            IsWhole = !job.Key.IsNode,
            Container = job.Spec.Fill(range.Container),
            Task = range.Task,
            Registered = properties.Container,
            Ecs = properties.EcsProperties,
            Eks = properties.EksProperties,
        };
    }
}
