using LocalBatch.Resources;

namespace LocalBatch.Jobs;

/// <summary>Every consumable resource, and the jobs that need each.</summary>
internal sealed class ConsumableBook(CatalogChanges changes)
{
    private readonly Dictionary<string, ConsumableResource> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<Job>> _needing = new(StringComparer.Ordinal);

    public IReadOnlyCollection<ConsumableResource> All => _byName.Values;

    public ConsumableResource? Find(string name) => _byName.GetValueOrDefault(name);

    public void Add(ConsumableResource resource) => _byName.Add(resource.Name, resource);

    public void Remove(ConsumableResource resource) => _byName.Remove(resource.Name);

    /// <summary>Jobs that need the resource of that name, oldest first; array children left out.</summary>
    public SortedSet<Job> Needing(string name) => _needing.GetValueOrDefault(name) ?? [];

    public void Enter(Job job)
    {
        foreach (var need in job.Spec.Consumables)
        {
            if (!_needing.TryGetValue(need.Name, out var jobs))
            {
                _needing.Add(need.Name, jobs = new(JobOrder.BySubmission));
            }

            jobs.Add(job);
        }
    }

    public void Forget(Job job)
    {
        foreach (var need in job.Spec.Consumables)
        {
            if (_needing.TryGetValue(need.Name, out var jobs) && jobs.Remove(job) && jobs.Count == 0)
            {
                _needing.Remove(need.Name);
            }
        }
    }

    /// <summary>Takes what a job needs, which is there.</summary>
    /// <returns>What it holds; a resource that is deleted meanwhile takes nothing back.</returns>
    public IReadOnlyList<ConsumableHold> Take(IReadOnlyList<ConsumableNeed> needs)
    {
        if (needs.Count == 0)
        {
            return [];
        }

        var holds = new List<ConsumableHold>();
        foreach (var need in needs)
        {
            if (Find(need.Name) is { } resource)
            {
                resource.Take(need.Quantity);
                holds.Add(new(resource, need.Quantity));
                if (!resource.IsReplenishable)
                {
                    changes.Touch(CatalogKind.ConsumableResource, resource.Name);
                }
            }
        }

        return holds;
    }
}

/// <summary>What an attempt holds of a resource.</summary>
internal sealed record ConsumableHold(ConsumableResource Resource, long Quantity);
