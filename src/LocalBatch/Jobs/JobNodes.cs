namespace LocalBatch.Jobs;

/// <summary>The nodes of a multi-node parallel job: objects from the first placement on, new ones with each attempt.</summary>
/// <param name="count">How many the job has.</param>
internal sealed class JobNodes(int count)
{
    private readonly Job?[] _nodes = new Job?[count];

    public int Count => count;

    public IEnumerable<Job> All => _nodes.OfType<Job>();

    public Job? Node(int index) => _nodes[index];

    /// <summary>Makes a node of the attempt that begins, or takes up one from the journal.</summary>
    public void Put(Job node) => _nodes[node.Index] = node;
}
