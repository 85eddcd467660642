using System.Buffers.Binary;

namespace LocalBatch.Execution.Processes.Native;

/// <summary>Asks libproc.</summary>
internal sealed unsafe class MacProcessTable : ProcessTable
{
    private const int TaskInfo = 4;
    private const int TaskInfoSize = 96;
    private const int BsdInfo = 3;
    private const int BsdInfoSize = 136;
    private const int MaxMembers = 4096;

    private readonly int[] _pids = new int[MaxMembers];

    // Differs: macOS shows no other process's environment, so an attempt is its group here and nothing else.
    public override void Enter(int group, IReadOnlyList<string> marks)
    {
    }

    public override void Leave(int group)
    {
    }

    public override void Measure(Dictionary<int, long> bytesByGroup)
    {
        foreach (var group in bytesByGroup.Keys)
        {
            long bytes = 0;
            foreach (var pid in Members(group))
            {
                bytes += Resident(pid);
            }

            bytesByGroup[group] = bytes;
        }
    }

    public override int Largest(int group)
    {
        var (largest, most) = (group, 0L);
        foreach (var pid in Members(group))
        {
            if (Resident(pid) is var bytes && bytes > most)
            {
                (largest, most) = (pid, bytes);
            }
        }

        return largest;
    }

    public override IReadOnlyList<(int Group, int Pid)> Living(IReadOnlySet<int> groups, bool areYoung) =>
        [.. groups.SelectMany(group => Members(group).ToArray().Where(pid => pid != group && IsRunning(pid)).Select(pid => (group, pid)))];

    // Differs: macOS does not tell which signals a process handles; SIGTERM is sent, as to a container with an init.
    public override bool Catches(int pid, int signal) => true;

    public override int ChildOf(int pid) => 0;

    public override bool IsRunning(int pid) => Resident(pid) > 0;

    public override long CountingSharedOnce(int group, long resident) => resident;

    public override long StartTime(int pid)
    {
        var info = stackalloc byte[BsdInfoSize];

        // proc_bsdinfo ends in pbi_start_tvsec and pbi_start_tvusec.
        return Libc.ProcessInfoOnMac(pid, BsdInfo, 0, info, BsdInfoSize) == BsdInfoSize
            ? (BinaryPrimitives.ReadInt64LittleEndian(new(info + 120, 8)) * 1_000_000) + BinaryPrimitives.ReadInt64LittleEndian(new(info + 128, 8))
            : 0;
    }

    // Differs: macOS shows no other process's environment; there the start time alone names what a previous life left.
    public override IReadOnlyList<int> FindByEnvironment(params IReadOnlyList<string> entries) => [];

    public override void Dispose()
    {
    }

    private static long Resident(int pid)
    {
        var info = stackalloc byte[TaskInfoSize];

        // proc_taskinfo: pti_virtual_size, then pti_resident_size.
        return Libc.ProcessInfoOnMac(pid, TaskInfo, 0, info, TaskInfoSize) == TaskInfoSize ? BinaryPrimitives.ReadInt64LittleEndian(new(info + 8, 8)) : 0;
    }

    private ReadOnlySpan<int> Members(int group)
    {
        fixed (int* pids = _pids)
        {
            var count = Libc.ListGroupOnMac(group, pids, MaxMembers * sizeof(int));

            return _pids.AsSpan(0, Math.Clamp(count, 0, MaxMembers));
        }
    }
}
