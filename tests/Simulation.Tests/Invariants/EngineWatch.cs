using BatchFunctions.Wire;
using LocalBatch.Books;
using LocalBatch.Jobs;

namespace Simulation.Tests.Invariants;

/// <summary>Looks at the engine after every turn that is on disk: what was there stays, goes forward, and is there once.</summary>
internal sealed class EngineWatch
{
    private readonly Dictionary<Guid, (Job Job, int Attempts, int Status)> _known = [];
    private readonly Dictionary<string, Guid> _byToken = [];

    public void Look(EngineState state)
    {
        foreach (var (id, _) in _known)
        {
            if (state.Jobs.Find(new(id, -1)) is null)
            {
                throw new InvariantBrokenException("no job that is on disk is lost", $"job {id}.");
            }
        }

        foreach (var job in state.Jobs.All)
        {
            Look(job);
        }
    }

    private void Look(Job job)
    {
        if (!_known.TryGetValue(job.Spec.Id, out var known))
        {
            Add(job);
        }
        else if ((job.Attempts.Count, (int)job.Status).CompareTo((known.Attempts, known.Status)) < 0)
        {
            throw new InvariantBrokenException("a status never goes back", $"job {job.Key} in the engine.");
        }

        _known[job.Spec.Id] = (job, job.Attempts.Count, (int)job.Status);
    }

    private void Add(Job job)
    {
        if (job.Tags.TryGetValue(Token.Tag, out var token) && !_byToken.TryAdd(token, job.Spec.Id))
        {
            throw new InvariantBrokenException(
                "one accepted request is one job", $"{job.Spec.Name}: both {_byToken[token]} and {job.Spec.Id} were submitted for {token[..8]}.");
        }
    }
}
