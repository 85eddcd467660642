using System.Globalization;
using Amazon.Batch;
using Amazon.Batch.Model;
using BatchFunctions.Jobs;
using JobStatus = BatchFunctions.Jobs.JobStatus;

namespace BatchFunctions.Waiting;

/// <summary>Reads what a job asks for from what DescribeJobs tells.</summary>
internal static class WaitingNeeds
{
    public static WaitingFacts Of(JobDetail? detail)
    {
        var containers = detail is null ? [] : Requirements(detail).ToList();

        return new()
        {
            JobId = detail?.JobId ?? "",
            Status = JobStatus.Submitted,
            JobQueue = "",
            IsCancelled = detail?.IsCancelled ?? false,
            ShareIdentifier = detail?.ShareIdentifier,
            // Definitions from before resourceRequirements say it in members of their own.
            Vcpus = containers.Sum(one => Number(one, "VCPU")) is > 0 and var vcpus ? vcpus : detail?.Container?.Vcpus ?? 0,
            MemoryMiB = containers.Sum(one => (int)Number(one, "MEMORY")) is > 0 and var memory ? memory : detail?.Container?.Memory,
            Gpus = containers.Sum(one => (int)Number(one, "GPU")),
            Image = detail?.Container?.Image ?? (detail?.EcsProperties?.TaskProperties ?? []).SelectMany(task => task.Containers ?? []).FirstOrDefault()?.Image,
            EndedAttempts = detail?.Attempts?.Count ?? 0,
            Children = detail?.ArrayProperties?.StatusSummary is { } summary ? ChildStatuses.Counts(summary) : new Dictionary<JobStatus, int>(),
        };
    }

    /// <summary>Of each container: those of a pod, of a task, and of every node of a multi-node job, which start together.</summary>
    private static IEnumerable<IReadOnlyList<ResourceRequirement>> Requirements(JobDetail detail)
    {
        foreach (var range in detail.NodeProperties?.NodeRangeProperties ?? [])
        {
            foreach (var one in Requirements(range.Container?.ResourceRequirements, range.EcsProperties))
            {
                for (var node = 0; node < Nodes(range.TargetNodes, detail.NodeProperties?.NumNodes ?? 1); node++)
                {
                    yield return one;
                }
            }
        }

        foreach (var one in Requirements(detail.Container?.ResourceRequirements, detail.EcsProperties))
        {
            yield return one;
        }

        foreach (var container in detail.EksProperties?.PodProperties?.Containers ?? [])
        {
            yield return OfPod(container.Resources);
        }
    }

    private static IEnumerable<IReadOnlyList<ResourceRequirement>> Requirements(IReadOnlyList<ResourceRequirement>? own, EcsPropertiesDetail? task) =>
        (own is { Count: > 0 } ? [own] : Enumerable.Empty<IReadOnlyList<ResourceRequirement>>())
            .Concat((task?.TaskProperties ?? []).SelectMany(one => one.Containers ?? []).Select(one => (IReadOnlyList<ResourceRequirement>)(one.ResourceRequirements ?? [])));

    private static IEnumerable<IReadOnlyList<ResourceRequirement>> Requirements(IReadOnlyList<ResourceRequirement>? own, EcsProperties? task) =>
        (own is { Count: > 0 } ? [own] : Enumerable.Empty<IReadOnlyList<ResourceRequirement>>())
            .Concat((task?.TaskProperties ?? []).SelectMany(one => one.Containers ?? []).Select(one => (IReadOnlyList<ResourceRequirement>)(one.ResourceRequirements ?? [])));

    /// <summary>Of a range such as <c>0:3</c>, <c>:3</c> or <c>2:</c> (API_NodeRangeProperty).</summary>
    private static int Nodes(string? range, int all)
    {
        var ends = (range ?? ":").Split(':');
        var first = int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from : 0;
        var last = ends.Length == 1 ? first : int.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out var to) ? to : all - 1;

        return Math.Max(0, last - first + 1);
    }

    /// <summary>AWS: a pod asks in Kubernetes' words, memory in MiB with <c>Mi</c> (API_EksContainerResourceRequirements).</summary>
    private static List<ResourceRequirement> OfPod(EksContainerResourceRequirements? resources)
    {
        var asked = resources?.Requests is { Count: > 0 } requests ? requests : resources?.Limits ?? [];

        return
        [
            new() { Type = ResourceType.VCPU, Value = asked.GetValueOrDefault("cpu") },
            new() { Type = ResourceType.MEMORY, Value = asked.GetValueOrDefault("memory")?.Replace("Mi", "", StringComparison.Ordinal) },
            new() { Type = ResourceType.GPU, Value = asked.GetValueOrDefault("nvidia.com/gpu") },
        ];
    }

    private static decimal Number(IReadOnlyList<ResourceRequirement> requirements, string type) =>
        decimal.TryParse(requirements.FirstOrDefault(one => one.Type?.Value == type)?.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
