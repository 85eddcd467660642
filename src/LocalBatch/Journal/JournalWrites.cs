using LocalBatch.Jobs;

namespace LocalBatch.Journal;

/// <summary>All that one turn puts on disk, in one transaction.</summary>
internal sealed class JournalWrites
{
    /// <summary>The last sequence given away.</summary>
    public long Sequence { get; set; }

    public List<(string Name, byte[]? Body)> ComputeEnvironments { get; } = [];

    public List<(long Id, byte[]? Body)> JobQueues { get; } = [];

    public List<(string Name, int Revision, byte[] Body)> JobDefinitions { get; } = [];

    public List<(CatalogKind Kind, string Name, byte[]? Body)> Catalog { get; } = [];

    public List<(long Sequence, byte[] Body)> Jobs { get; } = [];

    public List<(long Sequence, int Child, byte[] Body)> JobStates { get; } = [];

    public List<long> Forgotten { get; } = [];

    /// <summary>Events of the turn, under the number by which they are deleted when the bus has them.</summary>
    public (long Id, byte[] Body)? Outbox { get; set; }

    /// <summary>Events up to this number have reached the bus.</summary>
    public long DeliveredUpTo { get; set; }
}
