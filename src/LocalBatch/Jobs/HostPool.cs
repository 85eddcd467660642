using LocalBatch.Resources;

namespace LocalBatch.Jobs;

/// <summary>The simulated instances of one compute environment.</summary>
internal sealed class HostPool
{
    /// <summary>How many hosts are looked at before a new one is launched: packing is a nicety, turns must stay short.</summary>
    private const int Candidates = 16;

    private readonly Dictionary<string, Host> _all = [];
    private readonly List<Host> _withRoom = [];

    public IReadOnlyCollection<Host> All => _all.Values;

    public Host? Find(string instanceId) => _all.GetValueOrDefault(instanceId);

    /// <summary>A host that runs already and has room, or <c>null</c>.</summary>
    public Host? WithRoomFor(ResourceDemand demand)
    {
        for (var i = _withRoom.Count - 1; i >= Math.Max(0, _withRoom.Count - Candidates); i--)
        {
            if (_withRoom[i].HasRoomFor(demand))
            {
                return _withRoom[i];
            }
        }

        return null;
    }

    public void Add(Host host)
    {
        _all.Add(host.Identity.InstanceId, host);
        _withRoom.Add(host);
    }

    /// <summary>A host that takes no job but the one it was launched for.</summary>
    public void AddAlone(Host host) => _all.Add(host.Identity.InstanceId, host);

    public void Put(Job job, Host host)
    {
        host.Add(job);
        if (host.FreeMilliVcpus <= 0 || host.FreeMemoryMiB <= 0)
        {
            _withRoom.Remove(host);
        }
    }

    public void Take(Job job, Host host)
    {
        var wasFull = host.FreeMilliVcpus <= 0 || host.FreeMemoryMiB <= 0;
        host.Remove(job);
        if (host.Jobs.Count == 0)
        {
            _all.Remove(host.Identity.InstanceId);
            _withRoom.Remove(host);
        }
        else if (wasFull && !host.IsLost)
        {
            _withRoom.Add(host);
        }
    }

    /// <summary>A host on its way out gets no more jobs.</summary>
    public void Lose(Host host)
    {
        host.IsLost = true;
        _withRoom.Remove(host);
    }
}
