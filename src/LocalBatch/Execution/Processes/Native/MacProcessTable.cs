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

    public override void Measure(Dictionary<int, long> bytesByGroup)
    {
        var info = stackalloc byte[TaskInfoSize];
        foreach (var group in bytesByGroup.Keys)
        {
            long bytes = 0;
            foreach (var pid in Members(group))
            {
                if (Libc.ProcessInfoOnMac(pid, TaskInfo, 0, info, TaskInfoSize) == TaskInfoSize)
                {
                    // proc_taskinfo: pti_virtual_size, then pti_resident_size.
                    bytes += BinaryPrimitives.ReadInt64LittleEndian(new(info + 8, 8));
                }
            }

            bytesByGroup[group] = bytes;
        }
    }

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

    private ReadOnlySpan<int> Members(int group)
    {
        fixed (int* pids = _pids)
        {
            var count = Libc.ListGroupOnMac(group, pids, MaxMembers * sizeof(int));

            return _pids.AsSpan(0, Math.Clamp(count, 0, MaxMembers));
        }
    }
}
