namespace LocalBatch.Resources;

/// <summary>Something counted that jobs need beside vCPUs and memory, such as licences.</summary>
/// <param name="isReplenishable">Whether a job gives back what it held when it is over.</param>
/// <param name="createdAt">Unix milliseconds.</param>
internal sealed class ConsumableResource(string name, string arn, bool isReplenishable, long createdAt)
{
    public string Name => name;

    public string Arn => arn;

    public bool IsReplenishable => isReplenishable;

    public long CreatedAt => createdAt;

    /// <summary>What there is to be; of a resource that is spent, what is left.</summary>
    public long Quantity { get; set; }

    /// <summary>Held by jobs STARTING or RUNNING.</summary>
    public long InUse { get; private set; }

    // AWS: a total set below what is in use is reached as jobs end; what is available drops at once (user guide, update the quantity).
    public long Total => isReplenishable ? Math.Max(Quantity, InUse) : Quantity;

    // AWS: what cannot be replenished is taken from the total and from what is available when a job is STARTING (user guide, check resources).
    public long Available => isReplenishable ? Math.Max(0, Quantity - InUse) : Quantity;

    public IReadOnlyDictionary<string, string> Tags { get; set; } = Empty.Map;

    /// <summary>Updates that carried a client token, for as long as the token is valid.</summary>
    public List<TokenUse> Tokens { get; } = [];

    public void Take(long quantity)
    {
        InUse += quantity;
        Quantity -= isReplenishable ? 0 : quantity;
    }

    public void GiveBack(long quantity) => InUse -= quantity;
}

/// <summary>A change that has been made under a client token.</summary>
/// <param name="Change">What was asked for, to tell a repetition from another request.</param>
/// <param name="At">Unix milliseconds.</param>
internal sealed record TokenUse(string Token, string Change, long At);

/// <summary>What one job needs of a resource while it is STARTING or RUNNING.</summary>
/// <param name="Resource">Name or ARN, as it was given.</param>
internal sealed record ConsumableNeed(string Resource, long Quantity)
{
    /// <summary>The name; a resource made again under an old name is the one that is meant.</summary>
    // AWS: jobs RUNNABLE use a resource that is deleted and made again (user guide, delete a consumable resource).
    public string Name => Resource[(Resource.LastIndexOf('/') + 1)..];

    /// <summary>One need for each resource.</summary>
    public static IReadOnlyList<ConsumableNeed> Sum(IEnumerable<ConsumableNeed> needs) =>
        [.. needs.GroupBy(need => need.Name, StringComparer.Ordinal).Select(same => same.First() with { Quantity = same.Sum(need => need.Quantity) })];
}
